package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.books.Room;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.WebhookRejectedException;
import dev.crema.ledger.Network;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.payment.Attempt;
import dev.crema.payment.Difference;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.payment.Withdrawal;
import dev.crema.payment.Work;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the library does when it does not know. */
@OnEachKind
class LostAnswerTest {
    private final Merchant merchant;

    LostAnswerTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "100.00");
        merchant.runDue();
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private Payment now(Payment payment) {
        return merchant.payments().payment(payment.id());
    }

    /** The request may arrive within the settling time, even if whoever asked for it stands still until that is over. */
    @Test
    void aDenialCountsAsOfWhenItWasAskedForHoweverLateItIsJudged() {
        merchant.channel.next(Behaviour.LOSE_REQUEST);
        String id = merchant.withdraw("w", "20.00").id().value();
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.channel.aroundEach(() -> {}, () -> {
            merchant.channel.calm();
            merchant.clock.advance(Duration.ofMinutes(2));
        });
        merchant.rest();

        assertThat(merchant.channel.calls().stream().filter(call -> call.endsWith(id)))
                .startsWith("send " + id, "query " + id, "query " + id);
    }

    @Test
    void F24_aLostAnswerKeepsTheHoldAndIsFoundByAsking() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        Payment unknown = merchant.withdraw("w", "20.00");
        assertThat(unknown.state()).isEqualTo(PaymentState.UNKNOWN);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));

        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();
        assertThat(now(unknown).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls()).endsWith("send " + unknown.id(), "query " + unknown.id());
    }

    @Test
    void F03_F28_aLostRequestIsSentAgainOnlyAfterTheChannelDeniedItForLongEnough() {
        merchant.channel.next(Behaviour.LOSE_REQUEST);
        Payment unknown = merchant.withdraw("w", "20.00");
        merchant.clock.advance(Duration.ofSeconds(40));
        merchant.runDue();
        assertThat(merchant.channel.calls()).endsWith("send " + unknown.id(), "query " + unknown.id());

        merchant.clock.advance(Duration.ofSeconds(40));
        merchant.runDue();
        assertThat(now(unknown).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls())
                .endsWith("query " + unknown.id(), "query " + unknown.id(), "send " + unknown.id());
        List<Attempt> attempts = merchant.payments().history(unknown.id()).attempts();
        assertThat(attempts)
                .extracting(Attempt::reference)
                .containsOnly(attempts.get(0).reference());
        assertThat(attempts).extracting(Attempt::work).containsExactly(Work.SEND, Work.QUERY, Work.QUERY, Work.SEND);
    }

    @Test
    void F33_aChannelThatForgotTheKeyIsAskedAndNothingIsSentASecondTime() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.answersQueries(false);
        Payment unknown = merchant.withdraw("w", "20.00");
        for (int hours = 0; hours < 48; hours++) {
            merchant.clock.advance(Duration.ofHours(1));
            merchant.runDue();
        }
        merchant.channel.forgetKeys();
        merchant.channel.answersQueries(true);
        merchant.rest();

        assertThat(now(unknown).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
        assertThat(merchant.channel.movements()).isEqualTo(2);
    }

    @Test
    void F08_whateverAnAdapterThrowsCountsAsUnknown() {
        merchant.channel.next(Behaviour.MOVE_AND_THROW);
        Payment unknown = merchant.withdraw("w", "20.00");
        assertThat(unknown.state()).isEqualTo(PaymentState.UNKNOWN);
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();
        assertThat(now(unknown).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
    }

    @Test
    void F23_whatNeverLeftIsSentAgain() {
        merchant.channel.next(Behaviour.UNREACHABLE, Behaviour.UNREACHABLE);
        Payment waiting = merchant.withdraw("w", "20.00");
        assertThat(waiting.state()).isEqualTo(PaymentState.PROCESSING);
        merchant.clock.advance(Duration.ofMinutes(1));
        merchant.runDue();
        merchant.clock.advance(Duration.ofMinutes(1));
        merchant.runDue();
        assertThat(now(waiting).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F19_aWorkerThatSleptPastItsLeaseWritesNothing() {
        Payments other = merchant.node(merchant.database.dataSource());
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.afterEach(() -> {
            // The call takes longer than the lease; meanwhile another worker finds the answer.
            merchant.channel.afterEach(() -> {});
            merchant.clock.advance(Duration.ofMinutes(2));
            other.runDue();
        });
        Payment seen = merchant.withdraw("w", "20.00");

        assertThat(seen.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(now(seen).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.payments().history(seen.id()).attempts())
                .extracting(attempt -> attempt.result().isPresent())
                .containsExactly(false, true);
    }

    /** The other found that nothing was sent and ended the payment: a request that leaves now would move money for nothing. */
    @Test
    void F19_aWorkerThatSleptPastItsLeaseBeforeItSentSendsNothing() {
        Payments other = merchant.node(merchant.database.dataSource());
        boolean[] slept = new boolean[1];
        Payments sleepy = merchant.node(new Network(merchant.database.dataSource()) {
            @Override
            protected void commit(Connection connection, Commit commit) throws SQLException {
                super.commit(connection, commit);
                Optional<Payment> accepted = other.payment(Form.TOP_UP, "order-1");
                boolean claimed = accepted.isPresent()
                        && !other.history(accepted.get().id()).attempts().isEmpty();
                if (claimed && !slept[0]) {
                    slept[0] = true;
                    merchant.clock.advance(Duration.ofHours(1));
                    merchant.runDue();
                }
            }
        });
        Payment seen = sleepy.topUp(TopUp.of("order-1")
                .amount("CNY", "18.50")
                .into(SHOP)
                .through("model")
                .validFor(Duration.ofMinutes(10)));

        assertThat(slept[0]).isTrue();
        assertThat(now(seen).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.channel.calls()).doesNotContain("send " + seen.id());
    }

    @Test
    void F19_whatSomebodyHasIsNobodyElsesBeforeItsLeaseEnds() {
        Payment waiting = merchant.payments()
                .submit(TopUp.of("order-1").amount("CNY", "5.00").into(ANN).through("model"))
                .accepted();
        Duration lease = Duration.ofMinutes(1);
        Room room = new Room(Map.of("model", 5), 0);
        Instant now = merchant.clock.instant();
        long token = merchant.books().claim(now, lease, room).get(0).token();

        assertThat(merchant.books().claim(now, lease, room)).isEmpty();
        assertThat(merchant.books().claim(waiting.id(), now.plusSeconds(59), lease))
                .isEmpty();
        assertThat(merchant.books()
                        .claim(waiting.id(), now.plus(lease), lease)
                        .orElseThrow()
                        .token())
                .isGreaterThan(token);
    }

    @Test
    void F35_aWebhookMayComeBeforeTheAnswer() {
        merchant.channel.next(Behaviour.MOVE);
        merchant.channel.afterEach(() -> {
            merchant.channel.afterEach(() -> {});
            String reference = merchant.channel.calls().get(1).substring("send ".length());
            Payment underway = merchant.payments().payment(new PaymentId(reference));
            assertThat(underway.state()).isEqualTo(PaymentState.PROCESSING);
            merchant.payments().receive(merchant.webhook(underway));
        });
        Payment paid = merchant.withdraw("w", "20.00");

        assertThat(paid.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("80.00"));
        assertThat(merchant.payments().history(paid.id()).differences()).isEmpty();
    }

    @Test
    void F36_F40_newsInAnyOrderLeadsToOneEnd() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.topUp("order", "18.50");
        String reference = asked.id().value();
        merchant.payments().cancel(asked.id());
        assertThat(now(asked).state()).isEqualTo(PaymentState.CANCELLED);

        ChannelFact late = new ChannelFact(
                "model", reference, ChannelFact.Source.WEBHOOK, ChannelResult.Done.of("t-1", yuan("18.50")));
        ChannelFact older =
                new ChannelFact("model", reference, ChannelFact.Source.WEBHOOK, new ChannelResult.InProgress("wait"));
        merchant.payments().receive(late);
        merchant.payments().receive(late);
        merchant.payments().receive(older);

        assertThat(now(asked).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(merchant.payments().history(asked.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.LATE_SUCCESS);
        assertThat(merchant.balance("suspense:model:CNY").balance()).isEqualTo(yuan("18.50"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("0.00"));
        merchant.channel.move(reference); // the truth of the model agrees with its late word
    }

    @Test
    void F37_aWebhookForNoPaymentOfOursCreatesNone() {
        String reference = PaymentId.random(new SecureRandom()).value();
        ChannelFact stray = new ChannelFact(
                "model", reference, ChannelFact.Source.WEBHOOK, ChannelResult.Done.of("t", yuan("1.00")));
        assertThatThrownBy(() -> merchant.payments().receive(stray)).isInstanceOf(NotFoundException.class);
        Payment paid = merchant.topUp("order", "18.50");
        ChannelFact wrongDoor = new ChannelFact(
                "other", paid.id().value(), ChannelFact.Source.WEBHOOK, ChannelResult.Done.of("t", yuan("1.00")));
        assertThatThrownBy(() -> merchant.payments().receive(wrongDoor)).isInstanceOf(WebhookRejectedException.class);
    }

    @Test
    void F17_nothingIsSentBeforeTheHostCommitsAndNothingStaysWhenItRollsBack() throws SQLException {
        TestHost host = new TestHost(merchant.database.dataSource());
        Payments joined = merchant.node(host, host);
        Withdrawal payout = Withdrawal.of("w")
                .amount("CNY", "20.00")
                .from(ANN)
                .through("model")
                .to(Merchant.PAYEE);
        host.begin();
        assertThat(joined.withdraw(payout).state()).isEqualTo(PaymentState.CREATED);
        assertThatThrownBy(joined::runDue).isInstanceOf(InvalidStateException.class);
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
        host.rollBack();
        assertThat(merchant.payments().payment(Form.WITHDRAWAL, "w")).isEmpty();
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("0.00"));
        merchant.runDue();
        assertThat(merchant.channel.calls("send")).isEqualTo(1);

        host.begin();
        Payment accepted = joined.withdraw(payout);
        host.commit();
        merchant.runDue();
        assertThat(now(accepted).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F41_aListenerThatThrowsHarmsNobodyAndIsToldAgain() {
        int[] told = {0};
        Payments node = Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .onEvent(PaymentSucceeded.class, event -> {
                    if (told[0]++ == 0) {
                        throw new IOException("the kitchen does not answer");
                    }
                })
                .start();
        Payment paid =
                node.topUp(TopUp.of("order").amount("CNY", "18.50").into(SHOP).through("model"));
        node.runDue();
        assertThat(told[0]).isEqualTo(1);
        assertThat(now(paid).state()).isEqualTo(PaymentState.SUCCEEDED);
        merchant.clock.advance(Duration.ofSeconds(7));
        node.runDue();
        node.runDue();
        assertThat(told[0]).isEqualTo(2);
    }

    @Test
    void F20_aTaskThatBecomesVisibleAfterLaterOnesIsStillTakenUp() throws SQLException {
        merchant.topUp("first", "1.00"); // for whoever opens the accounts makes others wait that need them as well
        merchant.runDue();
        TestHost host = new TestHost(merchant.database.dataSource());
        Payments node = merchant.node(host, host);
        host.begin();
        Payment early =
                node.topUp(TopUp.of("early").amount("CNY", "1.00").into(SHOP).through("model"));
        merchant.clock.advance(Duration.ofMinutes(1));
        Payment late = merchant.topUp("late", "2.00");
        merchant.runDue();
        assertThat(now(late).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.payments().payment(Form.TOP_UP, "early")).isEmpty();

        host.commit();
        merchant.runDue();
        assertThat(now(early).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("4.00"));
    }

    @Test
    void F36_pendingAfterSuccessAndASuccessToldLateOfWhatWasFoundByAskingChangeNothing() {
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment out = merchant.withdraw("w", "20.00");
        String reference = out.id().value();
        merchant.channel.move(reference);
        merchant.payments().receive(merchant.webhook(out));
        assertThat(now(out).state()).isEqualTo(PaymentState.SUCCEEDED);
        int version = now(out).version();
        for (ChannelResult older : List.<ChannelResult>of(
                new ChannelResult.InProgress("wait"),
                new ChannelResult.Unknown("502"),
                new ChannelResult.NotSent("not seen yet"))) {
            merchant.payments().receive(new ChannelFact("model", reference, ChannelFact.Source.WEBHOOK, older));
        }
        merchant.payments().receive(merchant.webhook(out));

        assertThat(now(out).version()).isEqualTo(version);
        assertThat(now(out).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.payments().history(out.id()).differences()).isEmpty();
        assertThat(merchant.available(ANN)).isEqualTo(yuan("80.00"));
    }
}
