package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.AccountId;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.refund.RefundRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Out of which account a refund is paid: the one that was credited, the one that a rule says, or the one that is named. */
class RefundAccountTest {
    private static final String RESERVE = "merchant:cafe:reserve";

    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
    private final Payments payments = merchant.nodeWith(builder -> builder.refunds(RefundRules.none()
            .with(List.of(
                    Map.of("name", "wallets", "when", Map.of("form", "transfer"), "from", "{payer}"),
                    Map.of(
                            "name",
                            "small",
                            "when",
                            Map.of("currency", "CNY", "amount", Map.of("below", "5.00")),
                            "from",
                            "{payee}:reserve")))));

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private static Refund refund(String reference, Payment original, String yuan) {
        return Refund.of(reference).payment(original.id()).amount("CNY", yuan);
    }

    @Test
    void aRuleSaysOutOfWhichAccountARefundIsPaid() {
        Payment paid = merchant.topUp("order", "18.50");
        payments.topUp(TopUp.of("reserve").amount("CNY", "6.00").into(RESERVE).through("model"));
        Payment small = payments.refund(refund("r-1", paid, "4.00"));
        Payment large = payments.refund(refund("r-2", paid, "5.00"));
        assertThat(small.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(small.from()).contains(new AccountId(RESERVE));
        assertThat(large.from()).contains(new AccountId(SHOP));
        assertThat(merchant.available(RESERVE)).isEqualTo(yuan("2.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("13.50"));
        assertThat(payments.refund(refund("r-1", paid, "4.00")).id()).isEqualTo(small.id());
        assertThat(merchant.now(small)).isEqualTo(small);
        assertThat(merchant.now(paid).refundable()).isEqualTo(yuan("9.50"));
    }

    @Test
    void whatTheRefundItselfNamesComesBeforeTheRules() {
        Payment paid = merchant.topUp("order", "18.50");
        Payment named = payments.refund(refund("r", paid, "4.00").from(SHOP));
        assertThat(named.from()).contains(new AccountId(SHOP));
    }

    @Test
    void whatTheAccountDoesNotHaveIsNotGivenBack() {
        Payment paid = merchant.topUp("order", "18.50");
        payments.topUp(TopUp.of("reserve").amount("CNY", "1.00").into(RESERVE).through("model"));
        assertThatThrownBy(() -> payments.refund(refund("r", paid, "4.00")))
                .isInstanceOf(InsufficientFundsException.class);
        assertThat(merchant.now(paid).refundable()).isEqualTo(yuan("18.50"));
    }

    @Test
    void A16_whoeverGetsTheMoneyBackDoesNotPayForIt() {
        merchant.fillWallet("fill", "10.00");
        Payment bought = merchant.transfer("t", "5.00");
        assertThatThrownBy(() -> payments.refund(refund("r-1", bought, "5.00")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("from " + ANN + " to itself");
        assertThatThrownBy(() ->
                        merchant.payments().refund(refund("r-2", bought, "5.00").from(ANN)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(merchant.now(bought).refundable()).isEqualTo(yuan("5.00"));
    }
}
