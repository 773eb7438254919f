package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Evidence;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.trade.Checkout;
import dev.crema.trade.OrderStatement;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paying by wallet, through a channel, and by both. */
@OnEachDatabase
class TradesTest {
    private final TestDatabase database;
    private Merchant merchant;

    TradesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void aCustomerWithMoney() {
        merchant = Merchant.on(database.kind());
        merchant.fillWallet("fill", "10.00");
        merchant.runDue();
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private static Checkout coffee() {
        return Checkout.of("order-1003").payer(ANN).payee(SHOP).amount("CNY", "18.50");
    }

    private static Checkout split() {
        return coffee().with(wallet(yuan("8.00"))).with(channel("model"));
    }

    private Trade now(Trade trade) {
        return merchant.payments().trade(trade.id());
    }

    private void assertWallet(String available) {
        assertThat(merchant.available(ANN)).isEqualTo(yuan(available));
    }

    private void assertShop(String available) {
        assertThat(merchant.available(SHOP)).isEqualTo(yuan(available));
    }

    @Test
    void aWalletPaysInOneTransfer() {
        Trade trade = merchant.payments()
                .checkout(Checkout.of("order-1").payer(ANN).payee(SHOP).amount("CNY", "4.00"));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(now(trade)).isEqualTo(trade);
        assertWallet("6.00");
        assertShop("4.00");
        assertThat(trade.paid()).isEqualTo(yuan("4.00"));
    }

    @Test
    void aWalletWithTooLittlePaysNothing() {
        Trade trade = merchant.payments()
                .checkout(Checkout.of("order-1").payer(ANN).payee(SHOP).amount("CNY", "10.01"));

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertThat(trade.reason().orElseThrow().code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(now(trade)).isEqualTo(trade);
        assertWallet("10.00");
    }

    @Test
    void aChannelPaysIntoTheShop() {
        Trade trade = merchant.payments().checkout(coffee().with(channel("model")));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertShop("18.50");
    }

    @Test
    void theRestGoesThroughTheChannel() {
        Trade trade = merchant.payments().checkout(split());

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertWallet("2.00");
        assertShop("18.50");
        merchant.runDue();
        assertThat(merchant.tradeEvents).extracting(TradeEvent::state).containsExactly(TradeState.SUCCEEDED);
    }

    @Test
    void aDeclineFreesWhatWasSetAside() {
        merchant.channel.next(Behaviour.DECLINE);

        Trade trade = merchant.payments().checkout(split());

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertThat(trade.reason().orElseThrow().code()).isEqualTo("REFUSED");
        assertThat(trade.payment(1).orElseThrow().state()).isEqualTo(PaymentState.CANCELLED);
        assertWallet("10.00");
    }

    @Test
    void whatIsSetAsideWaitsForThePayer() {
        merchant.channel.next(Behaviour.ASK_PAYER);

        Trade trade = merchant.payments().checkout(split());
        assertThat(trade.state()).isEqualTo(TradeState.PAYING);
        assertThat(trade.nextAction().content()).startsWith("https://pay.example/");
        assertWallet("2.00");

        Payment topUp = trade.payment(2).orElseThrow();
        merchant.channel.move(topUp.id().value());
        merchant.payments().receive(merchant.webhook(topUp));
        merchant.runDue();

        assertThat(now(trade).state()).isEqualTo(TradeState.SUCCEEDED);
        assertShop("18.50");
    }

    @Test
    void F23_whatTheChannelNeverGotIsUndoneInTheEnd() {
        merchant.channel.usually(Behaviour.UNREACHABLE);

        Trade trade = merchant.payments().checkout(split());
        assertThat(trade.state()).isEqualTo(TradeState.PAYING);
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.FAILED);
        assertWallet("10.00");
    }

    @Test
    void F24_aLostAnswerKeepsWhatIsSetAsideUntilItIsKnown() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);

        Trade trade = merchant.payments().checkout(split());
        assertThat(trade.state()).isEqualTo(TradeState.PAYING);
        assertWallet("2.00");
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(merchant.channel.movements()).isEqualTo(2); // the fill and the rest
        assertShop("18.50");
    }

    @Test
    void I11_aTradeThatWaitsForAPaymentThatIsStuckNeedsSomebodyTooAndGoesOnWhenThatIsDecided() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.answersQueries(false);
        Trade trade = merchant.payments().checkout(coffee().with(channel("model")));
        merchant.rest();
        assertThat(now(trade).state()).isEqualTo(TradeState.PAYING);
        assertThat(now(trade).attention()).hasValue(Attention.STUCK);

        merchant.channel.answersQueries(true);
        Payment unknown = now(trade).payment(1).orElseThrow();
        merchant.payments()
                .resolve(unknown.id(), Evidence.moved("txn-" + unknown.id(), yuan("18.50")), "ann", "asked them");
        merchant.runDue();

        assertThat(now(trade).state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(now(trade).attention()).isEmpty();
        assertShop("18.50");
    }

    @Test
    void aTradeThatNobodyPaysForExpires() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments().checkout(split());

        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.FAILED);
        assertThat(now(trade).reason().orElseThrow().code()).isEqualTo("EXPIRED");
        assertWallet("10.00");
    }

    @Test
    void aWholeTradeIsGivenBack() {
        Trade trade = merchant.payments().checkout(split());

        Trade undone = merchant.payments().undo(trade.id(), "the coffee was cold");

        assertThat(undone.state()).isEqualTo(TradeState.REFUNDED);
        assertThat(undone.paid()).isEqualTo(yuan("18.50"));
        assertThat(undone.refunded()).isEqualTo(yuan("18.50"));
        assertThat(merchant.payments().undo(trade.id(), "again")).isEqualTo(undone);
        assertWallet("10.00");
        assertShop("0.00");
    }

    @Test
    void aRefundThatIsRefusedIsTriedAgain() {
        Trade trade = merchant.payments().checkout(split());
        merchant.channel.next(Behaviour.DECLINE, Behaviour.DECLINE);

        Trade undoing = merchant.payments().undo(trade.id(), "returned");
        assertThat(undoing.state()).isEqualTo(TradeState.UNDOING);
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.REFUNDED);
        assertWallet("10.00");
    }

    @Test
    void aRefundThatIsAlwaysRefusedNeedsAPerson() {
        Trade trade = merchant.payments().checkout(split());
        merchant.channel.usually(Behaviour.DECLINE);
        merchant.payments().undo(trade.id(), "returned");
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.UNDOING);
        assertThat(now(trade).attention()).isPresent();

        merchant.channel.usually(Behaviour.MOVE);
        merchant.clock.advance(Duration.ofMinutes(1));
        merchant.payments().undo(trade.id(), "returned");
        assertThat(now(trade).state()).isEqualTo(TradeState.REFUNDED);
    }

    @Test
    void aTradeIsCalledOffWhileThePayerIsAsked() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments().checkout(split());

        Trade undone = merchant.payments().undo(trade.id(), "changed her mind");

        assertThat(undone.state()).isEqualTo(TradeState.CANCELLED);
        assertThat(merchant.channel.calls("close")).isEqualTo(1);
        assertWallet("10.00");
    }

    @Test
    void A17_aPayerWhoIsFasterThanTheCancellationGetsTheMoneyBack() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments().checkout(split());
        merchant.channel.move(trade.payment(2).orElseThrow().id().value());

        Trade undone = merchant.payments().undo(trade.id(), "changed her mind");

        assertThat(undone.state()).isEqualTo(TradeState.CANCELLED);
        assertThat(undone.refunded()).isEqualTo(yuan("10.50"));
        assertWallet("10.00");
        assertShop("0.00");
    }

    @Test
    void whatIsAlreadyRefundedIsNotGivenBackTwice() {
        Trade trade = merchant.payments().checkout(split());
        Payment topUp = trade.payment(2).orElseThrow();
        merchant.payments().refund(Refund.of("half").payment(topUp.id()).amount("CNY", "5.00"));
        OrderStatement order = merchant.payments().order("order-1003");
        assertThat(order.paid()).isEqualTo(yuan("18.50"));
        assertThat(order.refunded()).isEqualTo(yuan("5.00"));
        assertThat(order.means()).hasSize(2);

        Trade undone = merchant.payments().undo(trade.id(), "the rest too");

        assertThat(undone.refunded()).isEqualTo(yuan("18.50"));
        assertThat(merchant.payments().order("order-1003").balance()).isEqualTo(yuan("0.00"));
        assertWallet("10.00");
    }

    @Test
    void F31_anOrderIsPaidOnceThoughTwoTradesCollectForIt() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        merchant.other.next(Behaviour.ASK_PAYER);
        Trade first = merchant.payments().checkout(coffeeOf("try-1", "18.50").with(channel("model")));
        Trade second = merchant.payments().checkout(coffeeOf("try-2", "18.50").with(channel("other")));
        merchant.channel.move(first.payment(1).orElseThrow().id().value());
        merchant.other.move(second.payment(1).orElseThrow().id().value());
        merchant.rest();

        List<Trade> both = List.of(now(first), now(second));
        assertThat(both).extracting(Trade::state).containsExactlyInAnyOrder(TradeState.SUCCEEDED, TradeState.FAILED);
        Trade twice = both.get(now(first).state() == TradeState.FAILED ? 0 : 1);
        assertThat(twice.reason().orElseThrow().code()).isEqualTo("DUPLICATE_PAYMENT");
        assertThat(twice.refunded()).isEqualTo(yuan("18.50"));
        assertThat(merchant.payments().order("order-9").balance()).isEqualTo(yuan("18.50"));
        assertShop("18.50");
        assertThatThrownBy(() ->
                        merchant.payments().checkout(coffeeOf("try-3", "18.50").with(channel("model"))))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("order-9");
        assertThatThrownBy(() -> merchant.payments()
                        .topUp(TopUp.of("try-4")
                                .amount("CNY", "18.50")
                                .into(SHOP)
                                .through("model")
                                .order("order-9")))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void F31_anOrderIsPaidInPartsUpToTheWholeOfIt() {
        Trade deposit = merchant.payments()
                .checkout(coffeeOf("deposit", "5.00").partOf(yuan("18.50")).with(channel("model")));
        Trade rest = merchant.payments()
                .checkout(coffeeOf("rest", "13.50").partOf(yuan("18.50")).with(channel("model")));

        assertThat(List.of(deposit, rest)).extracting(Trade::state).containsOnly(TradeState.SUCCEEDED);
        assertThatThrownBy(() -> merchant.payments()
                        .checkout(coffeeOf("more", "0.01").partOf(yuan("18.50")).with(channel("model"))))
                .isInstanceOf(InvalidStateException.class);
        merchant.payments().undo(rest.id(), "returned");
        Trade again = merchant.payments()
                .checkout(coffeeOf("again", "13.50").partOf(yuan("18.50")).with(channel("model")));
        assertThat(again.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(merchant.payments().order("order-9").balance()).isEqualTo(yuan("18.50"));
    }

    @Test
    void F31_anOrderIsPaidOnceThoughASecondTradePaysInAnotherCurrency() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade first = merchant.payments().checkout(coffeeOf("try-1", "18.50").with(channel("model")));
        Trade dollars = merchant.payments()
                .checkout(Checkout.of("try-2")
                        .payer(ANN)
                        .order("order-9", "merchant:abroad", Money.of("USD", "2.60"))
                        .with(channel("other")));
        assertThat(dollars.state()).isEqualTo(TradeState.SUCCEEDED);
        merchant.channel.move(first.payment(1).orElseThrow().id().value());
        merchant.rest();

        assertThat(now(first).state()).isEqualTo(TradeState.FAILED);
        assertThat(merchant.payments().order("order-9").paid()).isEqualTo(Money.of("USD", "2.60"));
    }

    private static Checkout coffeeOf(String reference, String yuan) {
        return Checkout.of(reference).payer(ANN).order("order-9", SHOP, yuan(yuan));
    }

    @Test
    void A07_aReferenceStandsForOneCheckout() {
        Trade trade = merchant.payments().checkout(split());

        assertThat(merchant.payments().checkout(split())).isEqualTo(now(trade));
        assertThatThrownBy(() -> merchant.payments().checkout(coffee().with(channel("model"))))
                .isInstanceOf(IdempotencyConflictException.class);
        assertShop("18.50");
    }

    @Test
    void twoChannelsPayTogetherOrNotAtAll() {
        merchant.other.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments()
                .checkout(coffee().with(channel("model", yuan("9.00"))).with(channel("other")));
        assertThat(trade.state()).isEqualTo(TradeState.PAYING);
        merchant.clock.advance(Duration.ofHours(1));
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.FAILED);
        assertThat(now(trade).refunded()).isEqualTo(yuan("9.00"));
    }

    @Test
    void F41_aListenerThatThrowsIsToldAgainAndTheTradeGoesOn() {
        List<String> told = new ArrayList<>();
        Payments payments = merchant.nodeWith(builder -> builder.onTrade(event -> {
            told.add(event.id());
            if (told.size() == 1) {
                throw new IllegalStateException("not now");
            }
        }));
        Trade trade = payments.checkout(split());
        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);

        payments.runDue();
        merchant.clock.advance(Duration.ofMinutes(1));
        payments.runDue();

        assertThat(told).hasSize(2).containsOnly(trade.id() + "-2");
    }

    @Test
    void F30_anotherAmountFromTheChannelPaysNoOrder() {
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT);

        Trade trade = merchant.payments().checkout(split());
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.FAILED);
        assertThat(now(trade).reason().orElseThrow().code()).isEqualTo("AMOUNT_MISMATCH");
        assertWallet("10.00");
    }

    @Test
    void whatAStepIsPartOfGoesAlongWithIt() {
        Trade trade = merchant.payments().checkout(split());

        assertThat(trade.payment(2).orElseThrow().context().fields())
                .containsEntry("crema.trade", trade.id().value())
                .containsEntry("crema.business", "order-1003")
                .containsEntry("crema.order", "order-1003");
    }
}
