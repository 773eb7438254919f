package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Attention;
import dev.crema.payment.Decision;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Evidence;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people decide where the library may not guess. */
@OnEachKind
class ResolutionTest {
    private final Merchant merchant;

    ResolutionTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    /** A withdrawal of which the channel never says what became of it. */
    private Payment stuckWithdrawal(Behaviour behaviour) {
        merchant.fillWallet("fill", "50.00");
        merchant.channel.next(behaviour);
        merchant.channel.answersQueries(false);
        Payment unknown = merchant.withdraw("w-1", "20.00");
        merchant.rest();
        assertThat(merchant.now(unknown).attention()).hasValue(Attention.STUCK);
        return unknown;
    }

    private Payment resolve(Payment payment, Evidence evidence) {
        return merchant.payments().resolve(payment.id(), evidence, "lee@cafe.example", "their console says so");
    }

    private ChannelFact webhook(Payment payment, ChannelResult result) {
        return new ChannelFact("model", payment.id().value(), ChannelFact.Source.WEBHOOK, result);
    }

    @Test
    void F29_aPersonDecidesThatItMovedAndThatIsRecorded() {
        Payment stuck = stuckWithdrawal(Behaviour.MOVE_AND_LOSE_ANSWER);
        Evidence evidence = Evidence.moved("txn-" + stuck.id(), yuan("20.00"));
        Payment resolved = resolve(stuck, evidence);

        assertThat(resolved.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(resolved.attention()).isEmpty();
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("30.00"));
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("0.00"));
        assertThat(resolve(stuck, evidence)).isEqualTo(resolved);
        assertThat(merchant.payments().history(stuck.id()).decisions())
                .containsExactly(new Decision(
                        "moved 20.00 CNY as txn-" + stuck.id(),
                        "lee@cafe.example",
                        "their console says so",
                        merchant.clock.instant()));
        assertThat(merchant.payments().deadLetters().list(10)).isEmpty();
        merchant.payments().receive(merchant.webhook(stuck));
        assertThat(merchant.payments().history(stuck.id()).differences()).isEmpty();
    }

    @Test
    void F29_aPersonDecidesThatItDidNotMoveAndTheHoldReturnsOnce() {
        Payment stuck = stuckWithdrawal(Behaviour.LOSE_REQUEST);
        Payment resolved = resolve(stuck, Evidence.notMoved());

        assertThat(resolved.state()).isEqualTo(PaymentState.FAILED);
        assertThat(resolved.reason().orElseThrow().message()).isEqualTo("their console says so");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
        assertThat(resolve(stuck, Evidence.notMoved()).state()).isEqualTo(PaymentState.FAILED);
        assertThatThrownBy(() -> resolve(stuck, Evidence.moved("t", yuan("20.00"))))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void F30_aPersonFindsThatAnotherAmountWentOutAndThatIsKept() {
        merchant.channel.afterEach(() -> {
            if (merchant.channel.movements() > 1) {
                throw new IllegalStateException("the answer is lost");
            }
        });
        Payment stuck = stuckWithdrawal(Behaviour.MOVE_OTHER_AMOUNT);
        Evidence evidence = Evidence.moved("txn-" + stuck.id(), yuan("20.01"));

        Payment waiting = resolve(stuck, evidence);
        assertThat(waiting.state().isTerminal()).isFalse();
        assertThat(waiting.attention()).hasValue(Attention.DIFFERENCE);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));
        assertThat(merchant.payments().history(stuck.id()).decisions()).hasSize(1);
        assertThat(merchant.payments().history(stuck.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.AMOUNT_MISMATCH);
        assertThat(merchant.balance("suspense:model:CNY").balance())
                .isIn(yuan("20.01"), yuan("20.01").negated());
        assertThat(resolve(stuck, evidence)).isEqualTo(waiting);

        assertThat(resolve(stuck, Evidence.notMoved()).state()).isEqualTo(PaymentState.FAILED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
    }

    @Test
    void nobodyDecidesWhereNobodyIsNeeded() {
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment underway = merchant.topUp("order-1", "18.50");
        Payment paid = merchant.topUp("order-2", "18.50");

        assertThatThrownBy(() -> resolve(underway, Evidence.notMoved())).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> resolve(paid, Evidence.notMoved())).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> merchant.payments().resolve(paid.id(), Evidence.notMoved(), " ", "because"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> merchant.payments().resolve(paid.id(), Evidence.notMoved(), "lee", ""))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> merchant.payments()
                        .in(new Scope("other"))
                        .resolve(paid.id(), Evidence.notMoved(), "lee", "because"))
                .isInstanceOf(NotFoundException.class);
        merchant.channel.moveAllTakenOn();
    }

    @Test
    void I14_decisionsAreNeverChanged() {
        Payment stuck = stuckWithdrawal(Behaviour.LOSE_REQUEST);
        resolve(stuck, Evidence.notMoved());
        if (merchant.database.kind() != TestDatabase.Kind.H2) {
            assertThatThrownBy(() -> Jdbi.create(merchant.database.dataSource())
                            .useHandle(handle -> handle.execute("update crema_decision set decided_by = 'nobody'")))
                    .hasStackTraceContaining("append-only");
        }
    }

    @Test
    void F30_aPayoutOfAnotherAmountEndsByADecision() {
        merchant.fillWallet("fill", "50.00");
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT);
        Payment odd = merchant.withdraw("w-1", "20.00");
        assertThat(odd.attention()).hasValue(Attention.DIFFERENCE);

        assertThat(resolve(odd, Evidence.notMoved()).state()).isEqualTo(PaymentState.FAILED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
        assertThat(merchant.balance("suspense:model:CNY").balance()).isEqualTo(yuan("-20.01"));
        Payment seen = merchant.payments().resolve(odd.id(), Evidence.seenTo(), "lee", "charged to Ann by hand");
        assertThat(seen.attention()).isEmpty();
    }

    @Test
    void whatWaitsForReviewIsRemediedByDecisionOnce() {
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT, Behaviour.DECLINE);
        Payment more = merchant.topUp("order-1", "18.50");
        merchant.runDue();
        String key = merchant.payments().history(more.id()).suspense().get(0).key();
        for (int repeat = 0; repeat < 2; repeat++) {
            merchant.clock.advance(Duration.ofSeconds(1));
            merchant.payments().remedy(more.id(), key, DifferencePolicy.REFUND, "lee", "their limit was raised");
            merchant.runDue();
        }

        assertThat(merchant.payments().history(more.id()).refunds())
                .extracting(Payment::state)
                .containsExactly(PaymentState.FAILED, PaymentState.SUCCEEDED);
        assertThat(merchant.now(more).attention()).isEmpty();
        assertThat(merchant.balance("suspense:model:CNY").balance()).isEqualTo(yuan("0.00"));
        assertThatThrownBy(
                        () -> merchant.payments().remedy(more.id(), key, DifferencePolicy.REFUND, "lee", "once more"))
                .isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() ->
                        merchant.payments().remedy(more.id(), "unheard-of", DifferencePolicy.REFUND, "lee", "why"))
                .isInstanceOf(NotFoundException.class);
        assertThat(merchant.payments().history(more.id()).decisions()).hasSize(1);
    }

    @Test
    void aRefundThatFailsAfterItsSuccessIsBookedBackAndMayBeTriedAgain() {
        Payment paid = merchant.topUp("order-1", "18.50");
        Payment refund = merchant.refund("r-1", paid, "8.50");
        merchant.channel.giveBack(refund.id().value());
        ChannelFact failed = webhook(refund, new ChannelResult.Declined("ACCOUNT_CLOSED", "the card is gone"));
        merchant.payments().receive(failed);
        merchant.payments().receive(failed);

        assertThat(merchant.now(refund).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(refund).attention()).hasValue(Attention.DIFFERENCE);
        assertThat(merchant.payments().history(refund.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.RETURNED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.now(paid).refundable()).isEqualTo(yuan("18.50"));
        assertThat(merchant.refund("r-2", paid, "18.50").state()).isEqualTo(PaymentState.SUCCEEDED);
        merchant.payments().receive(failed);
        assertThat(merchant.now(paid).refundable()).isEqualTo(yuan("0.00"));
        merchant.rest();
        assertThat(merchant.events)
                .filteredOn(event -> event.paymentId().equals(refund.id()))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("PaymentSucceeded", "PaymentReturned");
    }

    @Test
    void aPayoutThatComesBackIsBookedBack() {
        merchant.fillWallet("fill", "50.00");
        Payment sent = merchant.withdraw("w-1", "20.00");
        merchant.channel.giveBack(sent.id().value());
        merchant.payments().receive(webhook(sent, new ChannelResult.Declined("BOUNCED", "no such account")));
        merchant.payments().receive(webhook(sent, ChannelResult.Done.of("txn-" + sent.id(), yuan("20.00"))));

        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
        assertThat(merchant.payments()
                        .resolve(sent.id(), Evidence.seenTo(), "lee", "Ann gave another account")
                        .attention())
                .isEmpty();
    }

    @Test
    void aRemedyThatComesBackWaitsInSuspenseAgain() {
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT);
        Payment more = merchant.topUp("order-1", "18.50");
        merchant.runDue();
        Payment back = merchant.payments().history(more.id()).refunds().get(0);
        assertThat(merchant.now(more).attention()).isEmpty();
        merchant.channel.giveBack(back.id().value());
        merchant.payments().receive(webhook(back, new ChannelResult.Declined("ACCOUNT_CLOSED", "the card is gone")));

        assertThat(merchant.now(more).attention()).hasValue(Attention.DIFFERENCE);
        assertThat(merchant.balance("suspense:model:CNY").balance()).isEqualTo(yuan("18.51"));
        assertThat(merchant.payments().history(more.id()).suspense().get(0).left())
                .isEqualTo(yuan("18.51"));
    }

    @Test
    void aRefundMayDebitAnotherAccountThanTheOneThatWasCredited() {
        Payment paid = merchant.topUp("order-1", "18.50");
        merchant.fillWallet("fill", "50.00");
        Payment refund = merchant.payments()
                .refund(Refund.of("r-1")
                        .payment(paid.id())
                        .amount("CNY", "8.50")
                        .from(ANN));

        assertThat(refund.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(refund)).isEqualTo(refund);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("41.50"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
    }
}
