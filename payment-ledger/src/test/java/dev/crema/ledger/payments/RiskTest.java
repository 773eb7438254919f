package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.books.DeadLetter;
import dev.crema.event.PaymentExpired;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.RiskRefusedException;
import dev.crema.failure.RiskUnavailableException;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Attention;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.RiskDecision;
import dev.crema.risk.RiskFacts;
import dev.crema.risk.WhenRiskDown;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The host's check of requests: what it decides, and what happens while it is down. */
@ParameterizedClass
@EnumSource(TestDatabase.Kind.class)
class RiskTest {
    private final Merchant merchant;
    private final List<RiskFacts> asked = new ArrayList<>();
    private Supplier<RiskDecision> says = RiskDecision::pass;

    private final RiskCheck check = new RiskCheck() {
        @Override
        public String name() {
            return "rules";
        }

        @Override
        public RiskDecision judge(RiskFacts facts) {
            asked.add(facts);
            return says.get();
        }
    };

    RiskTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "100.00");
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private Payments judging(WhenRiskDown whenDown) {
        return merchant.nodeWith(builder -> builder.risk(check, whenDown));
    }

    private Payments judging() {
        return judging(WhenRiskDown.refuse());
    }

    private void goDown() {
        says = () -> {
            throw new IllegalStateException("no connection");
        };
    }

    private static Payment payOut(Payments payments, String reference, String yuan) {
        return payments.withdraw(Withdrawal.of(reference)
                .amount("CNY", yuan)
                .from(ANN)
                .through("model")
                .to(Merchant.PAYEE));
    }

    @Test
    void whatPassesIsAcceptedAndTheCheckIsToldOfIt() {
        Payments payments = judging();
        assertThat(payOut(payments, "w-1", "5.00").state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).form()).isEqualTo("withdrawal");
        assertThat(asked.get(0).from().orElseThrow()).hasToString(ANN);
        assertThat(asked.get(0).channel()).isEqualTo("model");
    }

    @Test
    void whatIsRefusedWritesNothingAndWhatIsThereStaysThere() {
        Payments payments = judging();
        Payment before = payOut(payments, "w-1", "5.00");
        says = () -> RiskDecision.refuse("too often");
        assertThat(payOut(payments, "w-1", "5.00")).isEqualTo(before);
        assertThatThrownBy(() -> payOut(payments, "w-2", "5.00"))
                .isInstanceOf(RiskRefusedException.class)
                .hasMessage("rules refuses withdrawal w-2: too often");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("95.00"));
        says = RiskDecision::pass;
        assertThat(payOut(payments, "w-2", "5.00").state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void whatIsHeldBackWaitsWithItsMoneySetAsideUntilAPersonReleasesIt() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        Payment held = payOut(payments, "w-1", "5.00");
        assertThat(held.state()).isEqualTo(PaymentState.CREATED);
        assertThat(held.attention()).contains(Attention.RISK);
        merchant.runDue();
        assertThat(merchant.channel.calls("send")).isEqualTo(1); // the fill
        assertThat(merchant.available(ANN)).isEqualTo(yuan("95.00"));
        assertThat(payments.explain(held.id()).next())
                .hasToString("2026-03-08T12:00:00Z  it ends, unless a person releases it before: it is held back,"
                        + " which is RISK");
        DeadLetter.Id id = payments.deadLetters().list(10).get(0).id();
        assertThat(id).isEqualTo(DeadLetter.Id.work(held.id()));
        assertThatThrownBy(() -> payments.deadLetters().replay(id, "ann"))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("release it");

        payments.release(held.id(), "ann", "I know the payee");
        payments.release(held.id(), "ann", "I know the payee");
        merchant.runDue();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(held).attention()).isEmpty();
        assertThat(merchant.now(held).reason()).isEmpty();
        assertThat(payments.history(held.id()).decisions())
                .hasSize(1)
                .allMatch(decision ->
                        decision.by().equals("ann") && decision.evidence().equals("released"));
        assertThatThrownBy(() -> payments.release(held.id(), "ben", "me too"))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void whatIsHeldBackCanBeCancelled() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        Payment held = payOut(payments, "w-1", "5.00");
        assertThat(payments.cancel(held.id()).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(merchant.now(held).attention()).isEmpty();
        assertThat(merchant.available(ANN)).isEqualTo(yuan("100.00"));
        assertThat(payments.deadLetters().list(10)).isEmpty();
    }

    @Test
    void whatNobodyReleasesInTimeExpiresAndItsMoneyReturnsOnce() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        Payment held = payOut(payments, "w-1", "5.00");
        merchant.clock.advance(Duration.ofDays(7).minusSeconds(1));
        merchant.runDue();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.CREATED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("95.00"));
        merchant.clock.advance(Duration.ofSeconds(1));
        merchant.runDue();
        merchant.runDue();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.now(held).attention()).isEmpty();
        assertThat(merchant.now(held).reason().orElseThrow().message()).isEqualTo("nobody released it in its time");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("100.00"));
        assertThat(merchant.channel.calls("send")).isEqualTo(1); // the fill
        assertThat(payments.deadLetters().list(10)).isEmpty();
        assertThat(merchant.events.stream()
                        .filter(event -> event.paymentId().equals(held.id()))
                        .toList())
                .singleElement()
                .isInstanceOf(PaymentExpired.class);
        assertThatThrownBy(() -> payments.release(held.id(), "ann", "too late"))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void howLongItWaitsForAPersonIsTheHostsToSay() {
        Payments payments = merchant.nodeWith(builder -> builder.risk(check).reviewWithin(Duration.ofHours(2)));
        says = () -> RiskDecision.hold("a new payee");
        Payment held = payOut(payments, "w-1", "5.00");
        assertThat(held.reviewUntil()).contains(merchant.clock.instant().plus(Duration.ofHours(2)));
        merchant.clock.advance(Duration.ofHours(2));
        merchant.runDue();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.EXPIRED);
        assertThatThrownBy(() -> merchant.nodeWith(builder -> builder.reviewWithin(Duration.ZERO)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("reviewWithin");
    }

    @Test
    void A15_aRefundThatNobodyReleasesReturnsItsShareOnce() {
        Payments payments = judging();
        Payment coffee = merchant.topUp("o-1", "10.00");
        says = () -> RiskDecision.hold("odd");
        Refund request = Refund.of("r-1").payment(coffee.id()).amount("CNY", "6.00");
        Payment held = payments.refund(request);
        assertThat(merchant.now(coffee).refundable()).isEqualTo(yuan("4.00"));
        merchant.rest();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.now(coffee).refundable()).isEqualTo(yuan("10.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("10.00"));
    }

    @Test
    void aTransferThatIsHeldBackIsAcceptedAndSettlesWhenItIsReleased() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        Transfer request = Transfer.of("t-1").amount("CNY", "7.00").from(ANN).to(SHOP);
        Payment held = payments.transfer(request);
        assertThat(held.state()).isEqualTo(PaymentState.CREATED);
        assertThat(payments.transfer(request)).isEqualTo(held);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("93.00"));
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("100.00"));
        merchant.runDue();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.CREATED);

        Payment released = payments.release(held.id(), "ann", "I know the shop");
        assertThat(released.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(payments.release(held.id(), "ann", "I know the shop").state())
                .isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("93.00"));
        assertThat(merchant.available(ANN)).isEqualTo(yuan("93.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("7.00"));
        assertThat(payments.deadLetters().list(10)).isEmpty();

        Payment back = payments.refund(Refund.of("r-1").payment(held.id()).amount("CNY", "2.00"));
        assertThat(back.state()).isEqualTo(PaymentState.CREATED);
        assertThat(payments.release(back.id(), "ann", "fine").state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("95.00"));
    }

    @Test
    void aTransferThatNobodyReleasesExpires() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        Payment held = payments.transfer(
                Transfer.of("t-1").amount("CNY", "7.00").from(ANN).to(SHOP));
        merchant.rest();
        assertThat(merchant.now(held).state()).isEqualTo(PaymentState.EXPIRED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("100.00"));
    }

    @Test
    void theTimeOfAPaymentBeginsWhenItIsReleased() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("odd");
        Payment aside = payments.transfer(
                Transfer.of("t-1").amount("CNY", "7.00").from(ANN).to(SHOP).held(Duration.ofHours(1)));
        TopUp request = TopUp.of("o-1").amount("CNY", "3.00").into(SHOP).through("model");
        Payment charge = payments.topUp(request);
        merchant.clock.advance(Duration.ofDays(2));
        merchant.runDue();
        payments.release(aside.id(), "ann", "fine");
        payments.release(charge.id(), "ann", "fine");
        assertThat(merchant.now(aside).state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(merchant.now(aside).setAsideUntil())
                .contains(merchant.clock.instant().plus(Duration.ofHours(1)));
        assertThat(merchant.now(aside).request()).isEqualTo(aside.request());
        assertThat(merchant.now(charge).request()).isEqualTo(request);
        assertThat(merchant.now(charge).deadline())
                .contains(merchant.clock.instant().plus(request.validFor()));
        merchant.runDue();
        assertThat(merchant.now(charge).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(payments.capture(aside.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void A17_itIsReleasedOrExpiresAndNeverBoth() throws Exception {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        List<Payment> held = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            held.add(payments.transfer(
                    Transfer.of("t-" + i).amount("CNY", "1.00").from(ANN).to(SHOP)));
        }
        merchant.clock.advance(Duration.ofDays(7));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> expiring = threads.submit(merchant::runDue);
            int released = 0;
            for (int i = held.size() - 1; i >= 0; i--) {
                try {
                    payments.release(held.get(i).id(), "ann", "fine");
                    released++;
                } catch (InvalidStateException late) {
                    assertThat(merchant.now(held.get(i)).state()).isEqualTo(PaymentState.EXPIRED);
                }
            }
            expiring.get(30, TimeUnit.SECONDS);
            merchant.rest();
            assertThat(merchant.available(SHOP)).isEqualTo(yuan(released + ".00"));
            assertThat(merchant.available(ANN)).isEqualTo(yuan((100 - released) + ".00"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Checkout coffee() {
        return Checkout.of("o-1").payer(ANN).payee(SHOP).amount("CNY", "1.00");
    }

    @Test
    void aCheckoutThatIsHeldBackBeginsWhenItIsReleased() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new shop");
        Trade held = payments.checkout(coffee());
        assertThat(held.state()).isEqualTo(TradeState.PAYING);
        assertThat(held.attention()).contains(Attention.RISK);
        assertThat(held.payments()).isEmpty();
        assertThat(payments.checkout(coffee())).isEqualTo(held);
        assertThat(payments.submit(coffee()).await(Duration.ofSeconds(5))).isEqualTo(held);
        merchant.runDue();
        assertThat(payments.trade(held.id())).isEqualTo(held);
        assertThat(payments.explain(held.id()).next())
                .hasToString("2026-03-08T12:00:00Z  it ends, unless a person"
                        + " releases it before: it is held back, which is RISK");
        DeadLetter.Id id = payments.deadLetters().list(10).get(0).id();
        assertThat(id).isEqualTo(DeadLetter.Id.work(held.id()));
        assertThatThrownBy(() -> payments.deadLetters().replay(id, "ann"))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("release it");
        assertThatThrownBy(() -> payments.deadLetters().discard(id, "ann", "no"))
                .isInstanceOf(InvalidStateException.class);

        Trade released = payments.release(held.id(), "ann", "I know the shop");
        assertThat(released.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(payments.release(held.id(), "ann", "I know the shop").state())
                .isEqualTo(TradeState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("1.00"));
        assertThat(asked).allMatch(facts -> facts.form().equals("checkout")); // as a whole, not step by step
        assertThatThrownBy(() -> payments.release(held.id(), "ben", "me too"))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void aCheckoutThatNobodyReleasesFailsAndOneThatIsUndoneIsCancelled() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new shop");
        Trade late = payments.checkout(coffee());
        Trade unwanted =
                payments.checkout(Checkout.of("o-2").payer(ANN).payee(SHOP).amount("CNY", "2.00"));
        assertThat(payments.undo(unwanted.id(), "fraud").state()).isEqualTo(TradeState.CANCELLED);
        merchant.rest();
        assertThat(payments.trade(late.id()).state()).isEqualTo(TradeState.FAILED);
        assertThat(payments.trade(late.id()).reason().orElseThrow().message())
                .isEqualTo("nobody released it in its time");
        assertThat(payments.trade(late.id()).payments()).isEmpty();
        assertThat(payments.deadLetters().list(10)).isEmpty();
        assertThatThrownBy(() -> payments.release(late.id(), "ann", "too late"))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void whileItIsDownRequestsAreRefusedAsOnesToRepeat() {
        Payments payments = judging(WhenRiskDown.refuse());
        goDown();
        assertThatThrownBy(() -> payOut(payments, "w-1", "5.00"))
                .isInstanceOf(RiskUnavailableException.class)
                .hasMessageContaining("rules can not be asked");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("100.00"));
    }

    @Test
    void whileItIsDownTransfersAndCheckoutsAreHeldBackToo() {
        Payments payments = judging(WhenRiskDown.hold());
        goDown();
        Trade trade = payments.checkout(coffee());
        Payment transfer = payments.transfer(
                Transfer.of("t-1").amount("CNY", "1.00").from(ANN).to(SHOP));
        assertThat(trade.attention()).contains(Attention.RISK);
        assertThat(transfer.attention()).contains(Attention.RISK);
        assertThat(payments.release(trade.id(), "ann", "it was down").state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(payments.cancel(transfer.id()).state()).isEqualTo(PaymentState.CANCELLED);
    }

    @Test
    void whileItIsDownCheckoutsAreRefusedAsOnesToRepeat() {
        Payments payments = judging(WhenRiskDown.refuse());
        goDown();
        assertThatThrownBy(() -> payments.checkout(coffee())).isInstanceOf(RiskUnavailableException.class);
        says = RiskDecision::pass;
        assertThat(payments.checkout(coffee()).state()).isEqualTo(TradeState.SUCCEEDED);
    }

    @Test
    void whileItIsDownSmallAmountsPassAndOthersAreHeldBack() {
        Payments payments = judging(WhenRiskDown.hold().lettingThroughUpTo(yuan("2.00")));
        goDown();
        assertThat(payOut(payments, "w-1", "2.00").state()).isEqualTo(PaymentState.SUCCEEDED);
        Payment held = payOut(payments, "w-2", "2.01");
        assertThat(held.attention()).contains(Attention.RISK);
        assertThat(held.reason().orElseThrow().message()).isEqualTo("rules: it could not be asked");
        payments.cancel(held.id());
    }

    @Test
    void whatFailsAgainAndAgainIsLeftAloneForAWhile() {
        Payments payments = judging(WhenRiskDown.hold().lettingThroughUpTo(yuan("2.00")));
        goDown();
        for (int i = 0; i < 30; i++) {
            payOut(payments, "w-" + i, "0.10");
        }
        int calls = asked.size();
        assertThat(calls).isLessThan(30);
        says = RiskDecision::pass;
        payOut(payments, "w-while", "0.10");
        assertThat(asked).hasSize(calls);
        merchant.clock.advance(Duration.ofSeconds(31));
        payOut(payments, "w-again", "50.00");
        assertThat(asked).hasSize(calls + 1);
    }
}
