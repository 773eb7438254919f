package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Death;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The process dies before and after every statement, commit, rollback and channel call of a request; another process
 * takes over, and everything must come to one end. The points are counted by a run that does not die, and the test fails
 * if it did not die at each of them.
 */
class CrashTest {
    private static final int POINTS_A_DATABASE = 8;

    interface Action {
        Object of(Payments payments, String reference, Payment original);
    }

    /** A request of one form, made of a merchant who has what it takes. */
    record Request(String name, List<Behaviour> outcomes, Action action) {}

    private static final List<Request> REQUESTS = List.of(
            new Request(
                    "top-up",
                    List.of(Behaviour.MOVE, Behaviour.MOVE_OTHER_AMOUNT, Behaviour.TAKE_ON),
                    (payments, reference, original) -> payments.topUp(TopUp.of(reference)
                            .amount("CNY", "18.50")
                            .into(SHOP)
                            .through("model"))),
            new Request(
                    "withdrawal",
                    List.of(
                            Behaviour.MOVE,
                            Behaviour.DECLINE,
                            Behaviour.MOVE_AND_LOSE_ANSWER,
                            Behaviour.LOSE_REQUEST,
                            Behaviour.UNREACHABLE),
                    (payments, reference, original) -> payments.withdraw(Withdrawal.of(reference)
                            .amount("CNY", "20.00")
                            .from(ANN)
                            .through("model")
                            .to(PAYEE))),
            new Request(
                    "refund",
                    List.of(Behaviour.MOVE, Behaviour.DECLINE),
                    (payments, reference, original) -> payments.refund(
                            Refund.of(reference).payment(original.id()).amount("CNY", "5.00"))),
            new Request(
                    "transfer",
                    List.of(Behaviour.MOVE),
                    (payments, reference, original) -> payments.transfer(Transfer.of(reference)
                            .amount("CNY", "18.50")
                            .from(ANN)
                            .to(SHOP))),
            new Request(
                    "held and captured",
                    List.of(Behaviour.MOVE),
                    (payments, reference, original) ->
                            payments.capture(hold(payments, reference).id())),
            new Request(
                    "held and cancelled",
                    List.of(Behaviour.MOVE),
                    (payments, reference, original) ->
                            payments.cancel(hold(payments, reference).id())));

    private static Payment hold(Payments payments, String reference) {
        return payments.transfer(
                Transfer.of(reference).amount("CNY", "18.50").from(ANN).to(SHOP).held(Duration.ofHours(1)));
    }

    @TestFactory
    Stream<DynamicTest> F06_crashAtEveryPoint() {
        return tests(REQUESTS);
    }

    /** One test for each request and each thing that the channel may do at it. */
    static Stream<DynamicTest> tests(List<Request> requests) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Request request : requests) {
            for (Behaviour outcome : request.outcomes()) {
                tests.add(DynamicTest.dynamicTest(
                        request.name() + " and the channel does " + outcome, () -> crashEverywhere(request, outcome)));
            }
        }
        return tests.stream();
    }

    private static void crashEverywhere(Request request, Behaviour outcome) {
        int points = count(request, outcome);
        int deaths = 0;
        // A database of its own for a few points each: the checker reads all there is, every time.
        for (int first = 1; first <= points; first += POINTS_A_DATABASE) {
            try (Merchant merchant = warm(request, outcome)) {
                for (int point = first; point < first + POINTS_A_DATABASE && point <= points; point++) {
                    deaths += crash(merchant, request, outcome, point, false)
                            + crash(merchant, request, outcome, point, true);
                }
            }
        }
        assertThat(deaths).as("deaths at %d points", points).isEqualTo(2 * points);
    }

    /** A merchant whose accounts are open, so that every run passes the same points. */
    private static Merchant warm(Request request, Behaviour outcome) {
        Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
        dies(merchant, request, "warm", outcome, CrashPoints.counting(merchant.database.dataSource()));
        recover(merchant, request, "warm", "warming up");
        return merchant;
    }

    private static int count(Request request, Behaviour outcome) {
        try (Merchant merchant = warm(request, outcome)) {
            CrashPoints counting = CrashPoints.counting(merchant.database.dataSource());
            assertThat(dies(merchant, request, "counted", outcome, counting)).isFalse();
            recover(merchant, request, "counted", "counting");
            return counting.passed();
        }
    }

    /** Returns how often it died: once, or the count was wrong. */
    private static int crash(Merchant merchant, Request request, Behaviour outcome, int point, boolean after) {
        String reference = (after ? "after-" : "before-") + point;
        CrashPoints crash = CrashPoints.dyingAt(merchant.database.dataSource(), point, after);
        boolean died = dies(merchant, request, reference, outcome, crash);
        recover(merchant, request, reference, crash.death());
        return died ? 1 : 0;
    }

    private static boolean dies(
            Merchant merchant, Request request, String reference, Behaviour outcome, CrashPoints points) {
        merchant.fillWallet("fill-" + reference, "50.00");
        Payment original = merchant.topUp("original-" + reference, "18.50");
        merchant.runDue();
        merchant.channel.next(outcome);
        merchant.channel.beforeEach(() -> points.pass("send"));
        merchant.channel.afterEach(() -> points.pass("receive"));
        try {
            Payments node = merchant.node(points);
            request.action().of(node, reference, original);
            while (node.runDue() > 0) {
                // until nothing is due
            }
            return false;
        } catch (Death death) {
            return true;
        } finally {
            merchant.channel.calm();
        }
    }

    /** Another process takes over, and the caller who got no answer asks again. */
    private static void recover(Merchant merchant, Request request, String reference, String where) {
        assertThat(Invariants.of(merchant.database.dataSource()).everywhere())
                .as(where)
                .isEmpty();
        Payment original = merchant.topUp("original-" + reference, "18.50");
        try {
            request.action().of(merchant.payments(), reference, original);
        } catch (InvalidStateException expired) {
            assertThat(request.name()).as(where).isEqualTo("held and captured");
        }
        merchant.runDue();
        merchant.channel.moveAllTakenOn();
        merchant.rest();
        merchant.assertAtRest();
    }
}
