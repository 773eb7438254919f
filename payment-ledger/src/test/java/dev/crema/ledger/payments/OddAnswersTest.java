package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.DeadLetters;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.books.DeadLetter;
import dev.crema.channel.Capabilities;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.NextAction;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.event.PaymentEvent;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Attention;
import dev.crema.payment.Difference;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.payment.Withdrawal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adapters, clocks and rows that are not as they should be: each harms its own payment at most. */
@OnEachKind
class OddAnswersTest {
    private final Merchant merchant;
    private Supplier<ChannelResult> answer = () -> Done.of("t-1", yuan("10.00"));
    private Runnable meanwhile = () -> {};
    private int sent;
    private final Set<String> references = new TreeSet<>();

    OddAnswersTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "50.00");
        merchant.runDue();
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        assertThat(Invariants.of(merchant.database.dataSource()).atRest()).isEmpty();
        merchant.close();
    }

    /** A channel that pays out, and says what the test tells it to say. */
    private final class Puppet implements PaysOut {
        @Override
        public String name() {
            return "puppet";
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.ANY_CURRENCY;
        }

        @Override
        public ChannelResult send(Payout payout) {
            sent++;
            references.add(payout.reference());
            meanwhile.run();
            return answer.get();
        }

        @Override
        public ChannelResult query(Payout payout) {
            return answer.get();
        }
    }

    private Payments node(Clock clock) {
        return Payments.with(merchant.books())
                .channel(merchant.channel)
                .channel(new Puppet())
                .clock(clock)
                .workers(0)
                .start();
    }

    private Payment payOut(Payments payments) {
        return payments.withdraw(Withdrawal.of("w")
                .amount("CNY", "10.00")
                .from(ANN)
                .through("puppet")
                .to(PAYEE));
    }

    /** Works at whatever is due, with the puppet at hand, until nothing is left. */
    private Payment end(Payments payments, Payment payment) {
        for (int days = 0; days < 20; days++) {
            while (payments.runDue() > 0) {
                // until nothing is due
            }
            merchant.clock.advance(Duration.ofDays(1));
        }
        return payments.payment(payment.id());
    }

    @Test
    void F26_anAdapterThatAnswersNothingOrNonsenseLeavesThePaymentUnknown() {
        List<Supplier<ChannelResult>> nonsense = new ArrayList<>();
        nonsense.add(OddAnswersTest::nothing);
        nonsense.add(() -> Done.of("t-1", yuan("-10.00")));
        nonsense.add(() -> Done.of("t\0", yuan("10.00")));
        nonsense.add(() -> new Done("t-1", yuan("10.00"), yuan("10.01")));
        nonsense.add(() -> new ChannelResult.NeedsAction(new NextAction.QrCode("x".repeat(8193))));
        Payments payments = node(merchant.clock);
        int number = 0;
        for (Supplier<ChannelResult> odd : nonsense) {
            answer = odd;
            Payment out = payments.withdraw(Withdrawal.of("w-" + number++)
                    .amount("CNY", "10.00")
                    .from(ANN)
                    .through("puppet")
                    .to(PAYEE));
            assertThat(out.state()).isEqualTo(PaymentState.UNKNOWN);
        }
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("50.00"));
        answer = () -> new ChannelResult.Declined("NO", "bad\0name \uD83D");
        merchant.clock.advance(Duration.ofSeconds(7));
        payments.runDue();
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
    }

    @Test
    void F25_aChannelThatIsUnwellIsAskedBeforeAnythingIsSentAgainAndTheHoldStays() {
        Payments payments = node(merchant.clock);
        answer = () -> new ChannelResult.Unknown("HTTP 200: SYSTEM_ERROR");
        Payment out = payOut(payments);
        assertThat(out.state()).isEqualTo(PaymentState.UNKNOWN);
        for (String unwell : List.of("HTTP 500", "HTTP 503", "HTTP 200: IN_PROCESS")) {
            answer = () -> new ChannelResult.Unknown(unwell);
            merchant.clock.advance(Duration.ofHours(1));
            payments.runDue();
            assertThat(payments.payment(out.id()).state()).isEqualTo(PaymentState.UNKNOWN);
            assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("10.00"));
        }
        assertThat(sent).isEqualTo(1);
        answer = () -> Done.of("t-1", yuan("10.00"));
        assertThat(end(payments, out).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(sent).isEqualTo(1);
    }

    @Test
    void F25_aRequestThatWasTurnedAwayIsSentAgainAfterTheTimeThatTheChannelNamed() {
        Payments payments = node(merchant.clock);
        answer = () -> ChannelResult.NotSent.turnedAway("HTTP 429", Duration.ofMinutes(20));
        Payment out = payOut(payments);
        assertThat(out.state()).isEqualTo(PaymentState.PROCESSING);
        answer = () -> Done.of("t-1", yuan("10.00"));
        merchant.clock.advance(Duration.ofMinutes(20).minusSeconds(1));
        payments.runDue();
        assertThat(sent).isEqualTo(1);
        merchant.clock.advance(Duration.ofSeconds(1));
        payments.runDue();
        assertThat(sent).isEqualTo(2);
        assertThat(references).hasSize(1);
        assertThat(payments.payment(out.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F27_aCodeThatNobodyKnowsIsNeverGuessedAndAPersonIsTold() {
        Payments payments = node(merchant.clock);
        answer = () -> ChannelResult.Unknown.unmapped("PARTLY_FROZEN", "new this year");
        Payment out = payOut(payments);
        assertThat(out.state()).isEqualTo(PaymentState.UNKNOWN);
        assertThat(out.attention()).contains(Attention.UNMAPPED_CODE);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("10.00"));
        assertThat(payments.explain(out.id()).toString()).contains("PARTLY_FROZEN");
        assertThat(payments.payment(out.id()).attention()).contains(Attention.UNMAPPED_CODE);

        answer = () -> new ChannelResult.InProgress("accepted");
        merchant.clock.advance(Duration.ofHours(1));
        payments.runDue();
        assertThat(payments.payment(out.id()).attention()).contains(Attention.UNMAPPED_CODE);

        answer = () -> Done.of("t-1", yuan("10.00"));
        Payment done = end(payments, out);
        assertThat(done.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(done.attention()).isEmpty();
        assertThat(sent).isEqualTo(1);
    }

    @SuppressWarnings("NullAway") // an adapter that breaks its word
    private static ChannelResult nothing() {
        return null;
    }

    @Test
    void F21_aRowThatCanNotBeReadAndATaskWithoutPaymentStopNobody() {
        merchant.channel.next(Behaviour.TAKE_ON, Behaviour.TAKE_ON);
        Payment broken = merchant.withdraw("w-1", "1.00");
        Payment sound = merchant.withdraw("w-2", "1.00");
        merchant.channel.moveAllTakenOn();
        Jdbi jdbi = Jdbi.create(merchant.database.dataSource());
        String stray = PaymentId.random(new SecureRandom()).value();
        jdbi.useHandle(handle -> {
            handle.execute(
                    "update crema_payment set form = 'LOTTERY' where payment_id = ?",
                    broken.id().value());
            handle.execute(
                    "insert into crema_task (payment_id, sequence, due_at, token, tries) values (?, 0, ?, 0, 0)",
                    stray,
                    merchant.clock.instant().atOffset(ZoneOffset.UTC));
        });
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();

        assertThat(merchant.payments().payment(sound.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
        List<String> dead = jdbi.withHandle(
                handle -> handle.select("select payment_id from crema_task where outcome = 'DEAD' order by payment_id")
                        .mapTo(String.class)
                        .list());
        assertThat(dead).containsExactlyInAnyOrder(broken.id().value(), stray);
        DeadLetters letters = merchant.payments().deadLetters();
        DeadLetter.Id poisoned = letters.list(10).stream()
                .map(DeadLetter::id)
                .filter(id -> id.subject().equals(broken.id().value()))
                .findFirst()
                .orElseThrow();
        assertThat(letters.explain(poisoned)).contains("LOTTERY").contains("cannot be read");
        letters.replay(poisoned, "lee");
        merchant.runDue();
        assertThat(letters.list(10)).extracting(DeadLetter::id).contains(poisoned);

        jdbi.useHandle(handle -> {
            handle.execute(
                    "update crema_payment set form = 'WITHDRAWAL' where payment_id = ?",
                    broken.id().value());
            handle.execute("delete from crema_task where payment_id = ?", stray);
        });
        letters.replay(poisoned, "lee");
        merchant.runDue();
        assertThat(merchant.now(broken).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F22_theShortestTimeUnderATickingClockIsReadBack() {
        Clock ticking = new Clock() {
            @Override
            public Instant instant() {
                merchant.clock.advance(Duration.ofNanos(1_700));
                return merchant.clock.instant();
            }

            @Override
            public ZoneId getZone() {
                return merchant.clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = node(ticking)
                .topUp(TopUp.of("o")
                        .amount("CNY", "1.00")
                        .into(SHOP)
                        .through("model")
                        .validFor(Duration.ofMinutes(1)));
        assertThat(merchant.payments().payment(asked.id()).request()).isEqualTo(asked.request());
    }

    @Test
    void F19_thatMoneyMovedIsNewsEvenFromAWorkerWhoseLeaseHasEnded() {
        Payments payments = node(merchant.clock);
        meanwhile = () -> {
            // The send takes for ever; meanwhile the channel denies it, and the host gives up.
            meanwhile = () -> {};
            Supplier<ChannelResult> landed = answer;
            answer = () -> new ChannelResult.NotSent("no such order");
            merchant.clock.advance(Duration.ofMinutes(3));
            Payment underway = payments.payment(Form.WITHDRAWAL, "w").orElseThrow();
            node(merchant.clock).runDue();
            answer = landed;
            assertThat(underway.state()).isEqualTo(PaymentState.PROCESSING);
        };
        Payment seen = payOut(payments);

        Payment ended = end(payments, seen);
        boolean explained = ended.state() == PaymentState.SUCCEEDED
                || !payments.history(ended.id()).differences().isEmpty();
        assertThat(explained).as("%s", ended).isTrue();
        assertThat(merchant.balance("channel:puppet:clearing:CNY").balance()).isEqualTo(yuan("-10.00"));
    }

    @Test
    void F30_oneMovementIsBookedOnceHoweverItsAmountIsTold() {
        answer = () -> Done.of("t-1", yuan("9.99"));
        Payments payments = node(merchant.clock);
        Payment out = payOut(payments);
        payments.receive(
                new ChannelFact("puppet", out.id().value(), ChannelFact.Source.WEBHOOK, Done.of("t-1", yuan("10.00"))));

        assertThat(payments.payment(out.id()).attention()).hasValue(Attention.DIFFERENCE);
        assertThat(payments.history(out.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.AMOUNT_MISMATCH);
        assertThat(merchant.balance("channel:puppet:clearing:CNY").balance()).isEqualTo(yuan("-9.99"));
    }

    @Test
    void F41_aListenerThatThrowsKeepsTheEventFromNobody() {
        List<PaymentEvent> others = new ArrayList<>();
        Payments payments = Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .onEvent(PaymentEvent.class, event -> {
                    throw new IllegalStateException("broken for good");
                })
                .onEvent(PaymentEvent.class, others::add)
                .start();
        Payment paid =
                payments.topUp(TopUp.of("o").amount("CNY", "1.00").into(SHOP).through("model"));
        payments.runDue();
        assertThat(others).extracting(PaymentEvent::paymentId).contains(paid.id());
    }

    @Test
    void cancellingWhatIsStuckAsksTheChannelAgain() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.answersQueries(false);
        Payment unknown = merchant.topUp("o", "5.00");
        merchant.rest();
        assertThat(merchant.payments().payment(unknown.id()).attention()).hasValue(Attention.STUCK);

        Payment paid = merchant.payments().cancel(unknown.id());
        assertThat(paid.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(paid.attention()).isEmpty();
    }
}
