package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.books.DeadLetter;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.RiskRefusedException;
import dev.crema.failure.RiskUnavailableException;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Attention;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.RiskDecision;
import dev.crema.risk.RiskFacts;
import dev.crema.risk.WhenRiskDown;
import dev.crema.trade.Checkout;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        merchant.rest();
        assertThat(merchant.channel.calls("send")).isEqualTo(1); // the fill
        assertThat(merchant.available(ANN)).isEqualTo(yuan("95.00"));
        assertThat(payments.explain(held.id()).next())
                .hasToString("nothing by itself: it waits for a person, which is RISK");
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
    void whatCanNotWaitIsRefusedInstead() {
        Payments payments = judging();
        says = () -> RiskDecision.hold("a new payee");
        assertThatThrownBy(() -> payments.transfer(
                        Transfer.of("t-1").amount("CNY", "1.00").from(ANN).to(SHOP)))
                .isInstanceOf(RiskRefusedException.class)
                .hasMessageContaining("can not wait for a person");
        assertThatThrownBy(() -> payments.checkout(
                        Checkout.of("o-1").payer(ANN).payee(SHOP).amount("CNY", "1.00")))
                .isInstanceOf(RiskRefusedException.class);
        assertThat(asked.get(1).form()).isEqualTo("checkout");
        says = RiskDecision::pass;
        asked.clear();
        payments.checkout(Checkout.of("o-1").payer(ANN).payee(SHOP).amount("CNY", "1.00"));
        assertThat(asked).hasSize(1); // as a whole, not step by step
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
    void whileItIsDownWhatCanNotWaitForAPersonIsRefusedAsOneToRepeat() {
        Payments payments = judging(WhenRiskDown.hold());
        Checkout coffee = Checkout.of("o-1").payer(ANN).payee(SHOP).amount("CNY", "1.00");
        goDown();
        assertThatThrownBy(() -> payments.checkout(coffee)).isInstanceOf(RiskUnavailableException.class);
        assertThatThrownBy(() -> payments.transfer(
                        Transfer.of("t-1").amount("CNY", "1.00").from(ANN).to(SHOP)))
                .isInstanceOf(RiskUnavailableException.class);
        says = RiskDecision::pass;
        assertThat(payments.checkout(coffee).state()).isEqualTo(TradeState.SUCCEEDED);
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
