package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.channel.NextAction;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentExpired;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Difference;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Transfer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachKind
class PaymentFormsTest {
    private final Merchant merchant;

    PaymentFormsTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    @Test
    void aTopUpCreditsTheAccount() {
        Payment paid = merchant.topUp("order-1", "18.50");

        assertThat(paid.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.payments().payment(paid.id())).isEqualTo(paid);
    }

    @Test
    void anEndIsToldOnce() {
        Payment paid = merchant.topUp("order-1", "18.50");
        merchant.runDue();
        merchant.runDue();

        assertThat(merchant.events).extracting(PaymentEvent::paymentId).containsExactly(paid.id());
        assertThat(merchant.events.get(0)).isInstanceOf(PaymentSucceeded.class);
    }

    @Test
    void aRepeatIsTheSamePayment() {
        Payment paid = merchant.topUp("order-1", "18.50");
        merchant.clock.advance(Duration.ofDays(1));

        assertThat(merchant.topUp("order-1", "18.50")).isEqualTo(paid);
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
    }

    @Test
    void aPayerIsAskedAndTheAnswerIsFoundWithoutAWebhook() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.topUp("order-1", "18.50");
        assertThat(asked.state()).isEqualTo(PaymentState.AWAITING_PAYER);
        assertThat(asked.nextAction().kind()).isEqualTo(NextAction.Kind.REDIRECT);

        merchant.channel.move(asked.id().value());
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();

        assertThat(merchant.payments().payment(asked.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void aPayerWhoNeverActsLetsThePaymentExpireAfterTheChannelClosedIt() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.topUp("order-1", "18.50");
        merchant.clock.advance(Duration.ofMinutes(31));
        merchant.runDue();

        assertThat(merchant.payments().payment(asked.id()).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.channel.calls()).contains("close " + asked.id());
        merchant.runDue();
        assertThat(merchant.events.get(0)).isInstanceOf(PaymentExpired.class);
    }

    @Test
    void A17_cancellingAsksTheChannelAndTheFasterPayerWins() {
        merchant.channel.next(Behaviour.ASK_PAYER, Behaviour.ASK_PAYER);
        Payment abandoned = merchant.topUp("order-1", "18.50");
        Payment paid = merchant.topUp("order-2", "18.50");
        merchant.channel.move(paid.id().value());

        assertThat(merchant.payments().cancel(abandoned.id()).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(merchant.payments().cancel(paid.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.payments().cancel(abandoned.id()).state()).isEqualTo(PaymentState.CANCELLED);
    }

    @Test
    void aWithdrawalHoldsThenLeaves() {
        merchant.fillWallet("fill", "50.00");
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment underway = merchant.withdraw("w-1", "20.00");

        assertThat(underway.state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));
        assertThatThrownBy(() -> merchant.withdraw("w-2", "30.01")).isInstanceOf(InsufficientFundsException.class);
        merchant.channel.move(underway.id().value());
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("30.00"));
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("0.00"));
    }

    @Test
    void aDeclinedWithdrawalGivesTheMoneyBack() {
        merchant.fillWallet("fill", "50.00");
        merchant.channel.next(Behaviour.DECLINE);

        Payment declined = merchant.withdraw("w-1", "20.00");

        assertThat(declined.state()).isEqualTo(PaymentState.FAILED);
        assertThat(declined.reason().orElseThrow().code()).isEqualTo("REFUSED");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
    }

    @Test
    void aTransferIsDoneAtOnceAndCalledNowhere() {
        merchant.fillWallet("fill", "50.00");
        Payment moved = merchant.transfer("t-1", "18.50");

        assertThat(moved.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
    }

    @Test
    void A06_aTransferMayBeSplitAndTheSumsAreExact() {
        merchant.fillWallet("fill", "50.00");
        Transfer split = Transfer.of("t-1")
                .amount("CNY", "10.00")
                .from(ANN)
                .to(SHOP)
                .part("merchant:baker", yuan("3.33"))
                .part("merchant:rider", yuan("3.33"));
        Payment moved = merchant.payments().transfer(split);
        Payment held = merchant.payments()
                .transfer(Transfer.of("t-2")
                        .amount("CNY", "10.00")
                        .from(ANN)
                        .to(SHOP)
                        .part("merchant:baker", yuan("10.00"))
                        .held(Duration.ofHours(1)));

        assertThat(moved.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("3.34"));
        assertThat(merchant.available("merchant:rider")).isEqualTo(yuan("3.33"));
        assertThat(merchant.payments().payment(moved.id())).isEqualTo(moved);
        assertThat(merchant.payments().transfer(split)).isEqualTo(moved);
        assertThat(merchant.payments().capture(held.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available("merchant:baker")).isEqualTo(yuan("13.33"));
        assertThat(merchant.available(ANN)).isEqualTo(yuan("30.00"));
        assertThatThrownBy(() -> merchant.payments().transfer(split.part("merchant:owner", yuan("0.01"))))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> split.part("merchant:owner", yuan("3.35")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> split.part(ANN, yuan("0.01"))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> split.part(SHOP, Money.of("EUR", "0.01"))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aPayeeWhoHasToConfirmIsWaitedForWithTheHoldKept() {
        merchant.fillWallet("fill", "50.00");
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment waiting = merchant.withdraw("w-1", "20.00");

        assertThat(waiting.state()).isEqualTo(PaymentState.AWAITING_PAYER);
        assertThat(waiting.nextAction().kind()).isEqualTo(NextAction.Kind.REDIRECT);
        assertThat(waiting.request().toString()).doesNotContain(Merchant.PAYEE.account());
        assertThat(merchant.withdraw("w-1", "20.00").nextAction()).isEqualTo(waiting.nextAction());
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));
        merchant.channel.move(waiting.id().value());
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();
        assertThat(merchant.now(waiting).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("30.00"));
    }

    @Test
    void anInterruptedPayerResumesTheSamePayment() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.topUp("order-1", "18.50");
        merchant.clock.advance(Duration.ofMinutes(5));
        Payment again = merchant.topUp("order-1", "18.50");

        assertThat(again).isEqualTo(asked);
        assertThat(again.nextAction()).isEqualTo(asked.nextAction());
        assertThat(again.deadline()).isEqualTo(asked.deadline());
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
    }

    @Test
    void aHeldTransferIsCapturedOnceOrFreed() {
        merchant.fillWallet("fill", "50.00");
        Payment first = merchant.hold("t-1", "20.00");
        Payment second = merchant.hold("t-2", "20.00");
        assertThat(first.state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("10.00"));

        Payment captured = merchant.payments().capture(first.id());
        assertThat(merchant.payments().capture(first.id())).isEqualTo(captured);
        assertThat(merchant.payments().cancel(second.id()).state()).isEqualTo(PaymentState.CANCELLED);
        assertThatThrownBy(() -> merchant.payments().capture(second.id())).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> merchant.payments().cancel(first.id())).isInstanceOf(InvalidStateException.class);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("30.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("20.00"));
    }

    @Test
    void aHeldTransferThatNobodyCapturesExpires() {
        merchant.fillWallet("fill", "50.00");
        Payment held = merchant.hold("t-1", "20.00");
        merchant.clock.advance(Duration.ofMinutes(59));
        merchant.runDue();
        assertThat(merchant.payments().payment(held.id()).state()).isEqualTo(PaymentState.AUTHORIZED);

        merchant.clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> merchant.payments().capture(held.id())).isInstanceOf(InvalidStateException.class);
        merchant.runDue();
        assertThat(merchant.payments().payment(held.id()).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
    }

    @Test
    void refundsGoBackTheWayTheMoneyCame() {
        Payment topUp = merchant.topUp("order-1", "18.50");
        merchant.fillWallet("fill", "50.00");
        Payment transfer = merchant.transfer("t-1", "10.00");

        Payment toPayer = merchant.refund("r-1", topUp, "8.50");
        Payment toWallet = merchant.refund("r-2", transfer, "4.00");

        assertThat(toPayer.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(toWallet.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.moved(toPayer.id().value())).hasValue(yuan("8.50"));
        assertThat(merchant.available(ANN)).isEqualTo(yuan("44.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("16.00"));
        assertThat(merchant.payments().payment(topUp.id()).refundable()).isEqualTo(yuan("10.00"));
    }

    @Test
    void A15_aFailedRefundReturnsItsShareOnceAndAnUnknownOneKeepsIt() {
        Payment topUp = merchant.topUp("order-1", "18.50");
        merchant.channel.next(Behaviour.DECLINE, Behaviour.LOSE_REQUEST);
        assertThat(merchant.refund("r-1", topUp, "18.50").state()).isEqualTo(PaymentState.FAILED);
        assertThat(merchant.payments().payment(topUp.id()).refundable()).isEqualTo(yuan("18.50"));

        assertThat(merchant.refund("r-2", topUp, "10.00").state()).isEqualTo(PaymentState.UNKNOWN);
        assertThat(merchant.payments().payment(topUp.id()).refundable()).isEqualTo(yuan("8.50"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("8.50"));
        assertThatThrownBy(() -> merchant.refund("r-3", topUp, "9.00")).isInstanceOf(AmountExceededException.class);
        Payment declined = merchant.withdrawDeclined();
        assertThatThrownBy(() -> merchant.refund("r-4", declined, "1.00")).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void F30_anotherAmountGoesToSuspenseAndIsRecorded() {
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT);
        Payment failed = merchant.topUp("order-1", "18.50");

        assertThat(failed.state()).isEqualTo(PaymentState.FAILED);
        assertThat(failed.attention()).hasValue(Attention.DIFFERENCE);
        assertThat(merchant.balance("suspense:model:CNY").balance()).isEqualTo(yuan("18.51"));
        assertThat(merchant.payments().history(failed.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.AMOUNT_MISMATCH);
    }

    @Test
    void F29_aChannelThatNeverAnswersAgainLeavesThePaymentForAPerson() {
        merchant.fillWallet("fill", "50.00");
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.answersQueries(false);
        Payment unknown = merchant.withdraw("w-1", "20.00");
        merchant.rest();

        Payment stuck = merchant.payments().payment(unknown.id());
        assertThat(stuck.state()).isEqualTo(PaymentState.UNKNOWN);
        assertThat(stuck.attention()).hasValue(Attention.STUCK);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));
        merchant.channel.answersQueries(true);
        merchant.payments().receive(merchant.webhook(unknown));
    }
}
