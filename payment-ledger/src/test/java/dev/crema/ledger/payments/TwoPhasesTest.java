package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.books.DeadLetter;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.context.Scope;
import dev.crema.event.PaymentAuthorized;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Capture;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Evidence;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Top-ups in two phases: set aside at the channel, captured in parts, let go of. */
@OnEachKind
class TwoPhasesTest {
    private final Merchant merchant;

    TwoPhasesTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.open(SHOP);
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private static ChannelFact webhook(Payment payment, ChannelResult result) {
        return new ChannelFact("model", payment.id().value(), ChannelFact.Source.WEBHOOK, result);
    }

    @Test
    void whatIsSetAsideMovesNothingUntilItIsCapturedInFull() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        assertThat(authorized.state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(authorized.capturable()).isEqualTo(yuan("18.50"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("0.00"));
        assertThat(merchant.now(authorized)).isEqualTo(authorized);

        Payment captured = merchant.capture("ship-1", authorized, "18.50");
        merchant.runDue();

        assertThat(captured.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.events)
                .extracting(PaymentEvent::getClass)
                .containsExactlyInAnyOrder(PaymentAuthorized.class, PaymentSucceeded.class, PaymentSucceeded.class);
    }

    @Test
    void itIsCapturedInPartsAndTheRestIsLetGoOf() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        Payment first = merchant.capture("ship-1", authorized, "10.00");
        Payment second = merchant.capture("ship-2", authorized, "5.00");
        assertThat(merchant.now(authorized).capturable()).isEqualTo(yuan("3.50"));
        assertThatThrownBy(() -> merchant.capture("ship-3", authorized, "3.51"))
                .isInstanceOf(AmountExceededException.class);

        Payment ended = merchant.payments().cancel(authorized.id());

        assertThat(ended.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(ended.captured()).isEqualTo(yuan("15.00"));
        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("15.00"));
        assertThat(merchant.payments().history(authorized.id()).captures())
                .extracting(Payment::id)
                .containsExactlyInAnyOrder(first.id(), second.id());
        assertThatThrownBy(() -> merchant.capture("ship-4", authorized, "1.00"))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void whatNobodyCapturesIsCancelledOrExpires() {
        Payment unwanted = merchant.authorize("order-1", "18.50");
        assertThat(merchant.payments().explain(unwanted.id()).toString())
                .contains("TOP_UP in two phases of 18.50 CNY as order-1");
        assertThat(merchant.payments().cancel(unwanted.id()).state()).isEqualTo(PaymentState.CANCELLED);
        Payment forgotten = merchant.authorize("order-2", "18.50");
        merchant.clock.advance(Duration.ofDays(5).minusSeconds(1));
        merchant.runDue();
        assertThat(merchant.now(forgotten).state()).isEqualTo(PaymentState.AUTHORIZED);

        merchant.clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> merchant.capture("late", forgotten, "1.00")).isInstanceOf(InvalidStateException.class);
        merchant.runDue();
        assertThat(merchant.now(forgotten).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.channel.calls()).endsWith("cancel " + forgotten.id());
    }

    @Test
    void aRepeatedCaptureIsTheSameAndAnotherContentIsRefused() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        Payment captured = merchant.capture("ship-1", authorized, "10.00");

        assertThat(merchant.capture("ship-1", authorized, "10.00")).isEqualTo(captured);
        assertThatThrownBy(() -> merchant.capture("ship-1", authorized, "5.00"))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(merchant.channel.movements()).isEqualTo(1);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("10.00"));
    }

    @Test
    void F24_aCaptureWhoseAnswerWasLostKeepsItsShareAndIsFoundByAsking() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        Payment unknown = merchant.capture("ship-1", authorized, "18.50");
        assertThat(unknown.state()).isEqualTo(PaymentState.UNKNOWN);
        assertThatThrownBy(() -> merchant.capture("ship-2", authorized, "0.01"))
                .isInstanceOf(AmountExceededException.class);

        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();

        assertThat(merchant.now(unknown).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
    }

    @Test
    void F03_aLostCaptureIsSentAgainWithItsReferenceOnlyAfterItWasDenied() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.channel.next(Behaviour.LOSE_REQUEST);
        Payment unknown = merchant.capture("ship-1", authorized, "5.00");
        merchant.clock.advance(Duration.ofMinutes(5));
        merchant.runDue();
        merchant.runDue();

        assertThat(merchant.now(unknown).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls())
                .endsWith("send " + unknown.id(), "query " + unknown.id(), "send " + unknown.id());
    }

    @Test
    void aDeclinedCaptureReturnsItsShareOnce() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.channel.next(Behaviour.DECLINE);
        Payment declined = merchant.capture("ship-1", authorized, "18.50");
        merchant.payments().receive(webhook(declined, new ChannelResult.Declined("REFUSED", "again")));

        assertThat(declined.state()).isEqualTo(PaymentState.FAILED);
        assertThat(merchant.now(authorized).capturable()).isEqualTo(yuan("18.50"));
        assertThat(merchant.capture("ship-2", authorized, "18.50").state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void cancellingWaitsForTheCaptureThatIsOnItsWay() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment underway = merchant.capture("ship-1", authorized, "5.00");
        Payment unwanted = merchant.payments().cancel(authorized.id());
        assertThat(unwanted.state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(merchant.channel.calls("cancel")).isZero();
        assertThatThrownBy(() -> merchant.capture("ship-2", authorized, "1.00"))
                .isInstanceOf(InvalidStateException.class);

        merchant.channel.move(underway.id().value());
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();

        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("5.00"));
        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
    }

    @Test
    void I11_anAuthorizationWhoseCaptureNeverEndsNeedsAPersonAndGoesOnWhenOneHasDecided() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.answersQueries(false);
        Payment unknown = merchant.capture("ship-1", authorized, "5.00");
        merchant.rest();
        assertThat(List.of(merchant.now(unknown), merchant.now(authorized)))
                .allSatisfy(payment -> assertThat(payment.attention()).hasValue(Attention.STUCK));
        assertThat(merchant.channel.calls("cancel")).isZero();
        assertThatThrownBy(() -> merchant.payments().resolve(authorized.id(), Evidence.notMoved(), "ann", "asked them"))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("captures");

        merchant.channel.answersQueries(true);
        merchant.payments()
                .resolve(unknown.id(), Evidence.moved("txn-" + unknown.id(), yuan("5.00")), "ann", "asked them");
        merchant.runDue();

        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(authorized).attention()).isEmpty();
        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("5.00"));
    }

    @Test
    void I11_anAuthorizationThatWaitsForACaptureAndThenForItsChannelClimbsOneLadder() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment underway = merchant.capture("ship-1", authorized, "5.00");
        Instant ends = merchant.clock.instant();
        merchant.payments().cancel(authorized.id());
        while (merchant.clock.instant().isBefore(ends.plus(Duration.ofDays(6)))) {
            merchant.clock.advance(Duration.ofHours(3));
            merchant.runDue();
        }
        merchant.channel.answersQueries(false);
        merchant.payments().receive(webhook(underway, new ChannelResult.Declined("REFUSED", "at last")));
        merchant.rest();

        assertThat(merchant.channel.calls("cancel")).isGreaterThan(1);
        assertThat(merchant.now(authorized).attention()).hasValue(Attention.STUCK);
        assertThat(merchant.clock.instant()).isBefore(ends.plus(Duration.ofDays(10)));
        merchant.payments().resolve(authorized.id(), Evidence.notMoved(), "ann", "asked them");
        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.CANCELLED);
    }

    @Test
    void aPayerIsAskedFirstAndAWebhookTellsThatItIsSetAside() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.authorize("order-1", "18.50");
        assertThat(asked.state()).isEqualTo(PaymentState.AWAITING_PAYER);

        merchant.channel.move(asked.id().value());
        ChannelResult news = new ChannelResult.Authorized("auth-1", yuan("18.50"), Optional.empty());
        merchant.payments().receive(webhook(asked, news));
        merchant.payments().receive(webhook(asked, news));
        merchant.payments().receive(webhook(asked, new ChannelResult.InProgress("older")));
        merchant.clock.advance(Duration.ofHours(1));
        merchant.runDue();

        assertThat(merchant.now(asked).state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(merchant.channel.calls()).containsExactly("send " + asked.id());
        assertThat(merchant.capture("ship-1", asked, "18.50").state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F36_anOlderMessageDoesNotPutOffTheEndOfWhatWasCapturedInFull() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.capture("ship-1", authorized, "18.50");
        merchant.payments()
                .receive(webhook(
                        authorized,
                        new ChannelResult.Authorized("auth-" + authorized.id(), yuan("18.50"), Optional.empty())));
        merchant.runDue();

        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void theChannelsOwnEndOfAnAuthorizationEndsIt() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        merchant.payments().receive(webhook(authorized, new ChannelResult.Declined("EXPIRED", "let go of")));

        assertThat(merchant.now(authorized).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.now(authorized).reason().orElseThrow().code()).isEqualTo("EXPIRED");
    }

    @Test
    void F40_moneySetAsideAfterTheEndIsToldAndNotCaptured() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.authorize("order-1", "18.50");
        merchant.payments().cancel(asked.id());
        ChannelResult late = new ChannelResult.Authorized("auth-1", yuan("18.50"), Optional.empty());
        merchant.payments().receive(webhook(asked, late));
        merchant.payments().receive(webhook(asked, late));
        Payment released = merchant.authorize("order-2", "18.50");
        merchant.payments().cancel(released.id());
        merchant.payments()
                .receive(webhook(
                        released,
                        new ChannelResult.Authorized("auth-" + released.id(), yuan("18.50"), Optional.empty())));

        assertThat(merchant.now(asked).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(merchant.payments().history(asked.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.LATE_AUTHORIZATION);
        assertThat(merchant.payments().history(released.id()).differences()).isEmpty();
        assertThatThrownBy(() -> merchant.capture("ship-1", asked, "1.00")).isInstanceOf(InvalidStateException.class);
    }

    private Payment agreedTooLate(Payments payments) {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.authorize("order-1", "18.50");
        merchant.payments().cancel(asked.id());
        merchant.runDue();
        assertThat(merchant.now(asked).state()).isEqualTo(PaymentState.CANCELLED);
        merchant.channel.move(asked.id().value());
        ChannelResult late = new ChannelResult.Authorized("auth-" + asked.id(), yuan("18.50"), Optional.empty());
        payments.receive(webhook(asked, late));
        payments.receive(webhook(asked, late));
        return asked;
    }

    @Test
    void F40_whatIsSetAsideTooLateIsLetGoOfByItselfAndOnce() {
        Payment asked = agreedTooLate(merchant.payments());
        assertThat(merchant.now(asked).attention()).contains(Attention.DIFFERENCE);
        assertThat(merchant.payments().explain(asked.id()).next().text())
                .contains("asks channel model to let go of what it has set aside");
        merchant.rest();

        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
        assertThat(merchant.now(asked).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(merchant.now(asked).attention()).isEmpty();
        assertThat(merchant.payments().history(asked.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.LATE_AUTHORIZATION);
        merchant.payments()
                .receive(webhook(
                        asked, new ChannelResult.Authorized("auth-" + asked.id(), yuan("18.50"), Optional.empty())));
        merchant.rest();
        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
    }

    @Test
    void F40_lettingGoClimbsTheLadderAndIsADeadLetterAtItsEnd() {
        Payment asked = agreedTooLate(merchant.payments());
        merchant.channel.answersQueries(false);
        merchant.rest();
        assertThat(merchant.now(asked).attention()).contains(Attention.DIFFERENCE);
        DeadLetter.Id id = merchant.payments().deadLetters().list(10).get(0).id();
        assertThat(id).isEqualTo(DeadLetter.Id.work(asked.id()));

        merchant.channel.answersQueries(true);
        merchant.payments().deadLetters().replay(id, "ann");
        merchant.rest();
        assertThat(merchant.now(asked).attention()).isEmpty();
        assertThat(merchant.payments().deadLetters().list(10)).isEmpty();
    }

    @Test
    void F40_aPersonDecidesWhereThePolicySaysSo() {
        Payments payments = merchant.nodeWith(builder -> builder.onDifference(DifferencePolicy.HOLD_FOR_REVIEW));
        Payment asked = agreedTooLate(payments);
        merchant.rest();
        assertThat(merchant.channel.calls("cancel")).isZero();

        String key = "auth-" + asked.id();
        payments.remedy(asked.id(), key, DifferencePolicy.REFUND, "ann", "nobody wants it");
        payments.remedy(asked.id(), key, DifferencePolicy.REFUND, "ann", "nobody wants it");
        assertThatThrownBy(() -> payments.remedy(asked.id(), key, DifferencePolicy.REFUND, "ben", "me too"))
                .isInstanceOf(InvalidStateException.class);
        merchant.rest();
        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
        assertThat(merchant.now(asked).attention()).isEmpty();
    }

    @Test
    void F40_whatWasTakenAfterAllGoesBack() {
        Payment asked = agreedTooLate(merchant.payments());
        merchant.channel.collect(asked.id().value());
        merchant.rest();
        assertThat(merchant.payments().history(asked.id()).differences())
                .extracting(Difference::kind)
                .containsExactlyInAnyOrder(Difference.Kind.LATE_AUTHORIZATION, Difference.Kind.LATE_SUCCESS);
        assertThat(merchant.payments()
                        .history(asked.id())
                        .suspense()
                        .get(0)
                        .left()
                        .isZero())
                .isTrue();
    }

    @Test
    void F30_anotherAmountSetAsideIsLetGoOfAndHasFailed() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.authorize("order-1", "18.50");
        merchant.channel.move(asked.id().value());
        merchant.payments()
                .receive(webhook(asked, new ChannelResult.Authorized("auth-1", yuan("18.00"), Optional.empty())));
        merchant.runDue();

        assertThat(merchant.now(asked).state()).isEqualTo(PaymentState.FAILED);
        assertThat(merchant.now(asked).reason().orElseThrow().code()).isEqualTo("AMOUNT_MISMATCH");
        assertThat(merchant.channel.calls("cancel")).isEqualTo(1);
    }

    @Test
    void F30_whatWasToBeSetAsideAndWasCollectedGoesToSuspense() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.authorize("order-1", "18.50");
        merchant.channel.collect(asked.id().value());
        merchant.payments().receive(merchant.webhook(asked));

        Payment failed = merchant.now(asked);
        assertThat(failed.state()).isEqualTo(PaymentState.FAILED);
        assertThat(failed.attention()).hasValue(Attention.DIFFERENCE);
        assertThat(merchant.payments().history(asked.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.NOT_ASKED_FOR);
    }

    @Test
    void newsOfACaptureUnderTheReferenceOfTheChargeIsKnown() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        Payment captured = merchant.capture("ship-1", authorized, "18.50");
        ChannelResult done = ChannelResult.Done.of("txn-" + captured.id(), yuan("18.50"));
        merchant.payments().receive(webhook(authorized, done));
        merchant.runDue();
        merchant.payments().receive(webhook(authorized, done));

        assertThat(merchant.payments().history(authorized.id()).differences()).isEmpty();
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
    }

    @Test
    void A15_capturesAreGivenBackAndTheAuthorizationIsNot() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        Payment captured = merchant.capture("ship-1", authorized, "10.00");
        Payment refund = merchant.refund("r-1", captured, "4.00");

        assertThat(refund.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(captured).refundable()).isEqualTo(yuan("6.00"));
        assertThatThrownBy(() -> merchant.refund("r-2", authorized, "1.00")).isInstanceOf(InvalidStateException.class);
        merchant.payments().cancel(authorized.id());
        assertThatThrownBy(() -> merchant.refund("r-2", authorized, "1.00")).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void A05_A12_aForeignOrWronglyDenominatedCaptureIsRefused() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        Payment paid = merchant.topUp("order-2", "18.50");

        assertThatThrownBy(() -> merchant.payments()
                        .in(new Scope("other"))
                        .capture(Capture.of("ship-1").payment(authorized.id()).amount("CNY", "1.00")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> merchant.payments()
                        .capture(Capture.of("ship-1").payment(authorized.id()).amount(Money.of("EUR", "1.00"))))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> merchant.capture("ship-1", paid, "1.00")).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> merchant.payments().capture(authorized.id()))
                .isInstanceOf(InvalidStateException.class);
        merchant.payments().cancel(authorized.id());
    }

    @Test
    void A14_ofCapturesThatTogetherWouldExceedItOneSucceeds() throws Exception {
        Payment authorized = merchant.authorize("order-1", "100.00");
        List<Payments> nodes = List.of(merchant.payments(), merchant.node(merchant.database.dataSource()));
        List<Callable<Boolean>> racers = IntStream.range(0, 10)
                .<Callable<Boolean>>mapToObj(number -> () -> {
                    try {
                        nodes.get(number % 2)
                                .capture(Capture.of("ship-" + number)
                                        .payment(authorized.id())
                                        .amount("CNY", "60.00"));
                        return true;
                    } catch (AmountExceededException e) {
                        return false;
                    }
                })
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(10);
        int won = 0;
        for (Future<Boolean> racer : pool.invokeAll(racers)) {
            won += racer.get() ? 1 : 0;
        }
        pool.shutdown();

        assertThat(won).isEqualTo(1);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("60.00"));
        merchant.payments().cancel(authorized.id());
    }

    @Test
    void theDatabaseItselfCapsWhatIsCaptured() {
        Payment authorized = merchant.authorize("order-1", "18.50");
        Jdbi jdbi = Jdbi.create(merchant.database.dataSource());

        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(
                        "update crema_payment set capturing_minor = 1000, captured_minor = 851 where payment_id = ?",
                        authorized.id().value())))
                .hasStackTraceContaining("captured");
        merchant.payments().cancel(authorized.id());
    }
}
