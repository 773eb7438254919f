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
import dev.crema.books.Acceptance;
import dev.crema.channel.Payee;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.plan.Interceptor;
import dev.crema.plan.Purchase;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.RiskDecision;
import dev.crema.risk.RiskFacts;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachKind
class AbuseTest {
    private final Merchant merchant;
    private final Payments payments;

    AbuseTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        this.payments = merchant.payments();
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    @Test
    void A01_zeroAndNegativeAmountsAreRefusedInEveryForm() {
        Payment paid = merchant.topUp("order", "18.50");
        for (String amount : new String[] {"0", "0.00", "-1", "-0.01"}) {
            Money odd = Money.of("CNY", amount);
            refused(
                    "amount",
                    () -> payments.topUp(TopUp.of("x").amount(odd).into(SHOP).through("model")));
            refused(
                    "amount",
                    () -> payments.withdraw(Withdrawal.of("x")
                            .amount(odd)
                            .from(SHOP)
                            .through("model")
                            .to(Merchant.PAYEE)));
            refused(
                    "amount",
                    () -> payments.transfer(
                            Transfer.of("x").amount(odd).from(SHOP).to(ANN)));
            refused(
                    "amount",
                    () -> payments.refund(Refund.of("x").payment(paid.id()).amount(odd)));
        }
        refused("amount", () -> merchant.topUp("x", "-0.00"));
    }

    @Test
    void A02_moreDecimalsThanTheCurrencyHasAreRefused() {
        refused("amount", () -> merchant.topUp("x", "18.500"));
        refused(
                "amount",
                () -> payments.topUp(
                        TopUp.of("x").amount("JPY", "1.0").into(SHOP).through("model")));
        refused(
                "amount",
                () -> payments.topUp(
                        TopUp.of("x").amount("BHD", "1.0001").into(SHOP).through("model")));
        Payment dinar = payments.topUp(
                TopUp.of("y").amount("BHD", "1.001").into("merchant:bh").through("model"));
        assertThat(merchant.channel.moved(dinar.id().value())).hasValue(Money.ofMinor("BHD", 1001));
    }

    @Test
    void A03_whatCanNotBeCountedIsRefusedAndChangesNothing() {
        Money most = Money.ofMinor("JPY", Long.MAX_VALUE);
        payments.topUp(TopUp.of("most").amount(most).into("merchant:jp").through("model"));
        Payment over = payments.topUp(
                TopUp.of("more").amount("JPY", "1").into("merchant:jp").through("model"));

        assertThat(over.state().isTerminal()).isFalse(); // the channel moved it, the books can not hold it
        assertThat(merchant.balance("merchant:jp").balance()).isEqualTo(most);
        Payments limited = Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .largest(yuan("100.00"))
                .start();
        assertThatThrownBy(() -> limited.topUp(
                        TopUp.of("large").amount("CNY", "100.01").into(SHOP).through("model")))
                .isInstanceOf(AmountExceededException.class)
                .hasMessageContaining("100.00 CNY");
        assertThat(payments.payment(Form.TOP_UP, "large")).isEmpty();
    }

    @Test
    void aLimitThatWasLoweredKeepsNoMoneyFromGoingBack() {
        Payment paid = merchant.fillWallet("fill", "100.00");
        Payments limited = merchant.nodeWith(builder -> builder.largest(yuan("5.00")));
        assertThat(limited.refund(Refund.of("back").payment(paid.id()).amount("CNY", "6.00"))
                        .state())
                .isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void referencesThatTheLibraryKeepsForItselfAreRefused() {
        merchant.fillWallet("fill", "50.00");
        for (String reference : List.of("difference:some-payment:1", "trade:some-trade:1")) {
            refused(
                    "reference",
                    () -> payments.transfer(Transfer.of(reference)
                            .amount("CNY", "1.00")
                            .from(ANN)
                            .to(SHOP)));
            refused(
                    "reference",
                    () -> payments.submit(
                            TopUp.of(reference).amount("CNY", "1.00").into(SHOP).through("model")));
        }
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
    }

    @Test
    void A05_currenciesAreNeverMixed() {
        Payment paid = merchant.topUp("order", "18.50");
        merchant.fillWallet("fill", "50.00");
        refused(
                "currency",
                () -> payments.topUp(TopUp.of("x").amount("cny", "1").into(SHOP).through("model")));
        refused(
                "currency",
                () -> payments.topUp(TopUp.of("x").amount("ABC", "1").into(SHOP).through("model")));
        refused(
                "amount",
                () -> payments.refund(Refund.of("x").payment(paid.id()).amount("USD", "1.00")));
        assertThatThrownBy(() -> payments.transfer(
                        Transfer.of("x").amount("USD", "1.00").from(ANN).to(SHOP)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("CNY");
        assertThatThrownBy(() -> payments.topUp(
                        TopUp.of("x").amount("USD", "1.00").into(SHOP).through("model")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(SHOP);
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
    }

    @Test
    void A07_theSameReferenceForOtherContentIsAConflict() {
        Payment first = merchant.topUp("order", "18.50");
        merchant.fillWallet("fill", "50.00");
        Payment sent = merchant.withdraw("w", "5.00");

        conflict(() -> merchant.topUp("order", "18.51"));
        conflict(() -> payments.topUp(
                TopUp.of("order").amount("CNY", "18.50").into(ANN).through("model")));
        conflict(() -> payments.topUp(
                TopUp.of("order").amount("USD", "18.50").into(SHOP).through("model")));
        conflict(() -> payments.withdraw(Withdrawal.of("w")
                .amount("CNY", "5.00")
                .from(ANN)
                .through("model")
                .to(Payee.of("eve@example.org"))));
        assertThat(payments.payment(first.id())).isEqualTo(first);
        assertThat(payments.payment(sent.id())).isEqualTo(sent);
        assertThat(merchant.channel.calls("send")).isEqualTo(3);
    }

    @Test
    void A07_aRepeatFindsItsPaymentWhateverSpeaksAgainstItByNow() {
        TopUp request = TopUp.of("order").amount("CNY", "18.50").into(SHOP).through("model");
        Payment first = payments.topUp(request);
        Checkout checkout =
                Checkout.of("c-1").payer(ANN).payee(SHOP).amount("CNY", "9.00").with(channel("model"));
        Trade trade = payments.checkout(checkout);
        Payments stricter = Payments.with(merchant.books())
                .channel(merchant.other)
                .clock(merchant.clock)
                .workers(0)
                .largest(yuan("5.00"))
                .interceptor(new Interceptor() {
                    @Override
                    public String name() {
                        return "coupon";
                    }

                    @Override
                    public Purchase before(Purchase purchase) {
                        throw new InvalidRequestException("coupon", "it was used");
                    }
                })
                .risk(new RiskCheck() {
                    @Override
                    public String name() {
                        return "down";
                    }

                    @Override
                    public RiskDecision judge(RiskFacts facts) throws Exception {
                        throw new IOException("away");
                    }
                })
                .start();

        assertThat(stricter.topUp(request)).isEqualTo(payments.payment(first.id()));
        assertThat(stricter.checkout(checkout)).isEqualTo(payments.trade(trade.id()));
        conflict(() -> stricter.topUp(
                TopUp.of("order").amount("CNY", "18.51").into(SHOP).through("model")));
        conflict(() -> stricter.checkout(checkout.with(wallet(yuan("1.00")))));
        refused(
                "channel",
                () -> stricter.topUp(
                        TopUp.of("new").amount("CNY", "1.00").into(SHOP).through("model")));
    }

    @Test
    void A08_A12_scopesNeitherShareReferencesNorSeeEachOther() {
        Payment mine = merchant.topUp("order", "18.50");
        Payments others = payments.in(new Scope("other-tenant"));
        Payment theirs =
                others.topUp(TopUp.of("order").amount("CNY", "7.00").into(SHOP).through("model"));
        PaymentId absent = PaymentId.random(new SecureRandom());

        assertThat(theirs.id()).isNotEqualTo(mine.id());
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        sameAsAbsent(mine.id(), absent, id -> others.payment(id));
        sameAsAbsent(mine.id(), absent, id -> others.history(id));
        sameAsAbsent(mine.id(), absent, id -> others.cancel(id));
        sameAsAbsent(mine.id(), absent, id -> others.capture(id));
        sameAsAbsent(
                mine.id(),
                absent,
                id -> others.refund(Refund.of("r").payment(id).amount("CNY", "1.00")));
        assertThat(others.payment(Form.TOP_UP, "order")).hasValue(theirs);
        assertThatThrownBy(() -> others.transfer(
                        Transfer.of("t").amount("CNY", "1.00").from(ANN).to(SHOP)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void A10_oddReferencesAreRefusedAndCaseCounts() {
        for (String odd : new String[] {"", " ", "a b", "a\u0000", "\u202Eabc", "o\u0308", "а", "x".repeat(65)}) {
            refused("reference", () -> merchant.topUp(odd, "1.00"));
        }
        Payment lower = merchant.topUp("order-a", "1.00");
        Payment upper = merchant.topUp("ORDER-A", "1.00");
        assertThat(lower.id()).isNotEqualTo(upper.id());
    }

    @Test
    void A15_whatCanNotBeRefundedIsNot() {
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment unsettled = merchant.topUp("order", "18.50");
        assertThatThrownBy(() -> merchant.refund("r-1", unsettled, "1.00")).isInstanceOf(InvalidStateException.class);
        merchant.channel.moveAllTakenOn();
        merchant.payments().receive(merchant.webhook(unsettled));
        Payment part = merchant.refund("r-2", unsettled, "10.00");

        assertThatThrownBy(() -> merchant.refund("r-3", unsettled, "18.50"))
                .isInstanceOf(AmountExceededException.class)
                .hasMessageContaining("8.50 CNY");
        assertThatThrownBy(() -> merchant.refund("r-4", part, "1.00")).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void A15_onlyTheLibraryItselfGivesBackMoneyOfADifference() {
        Payment paid = merchant.topUp("order", "18.50");
        merchant.refund("r-1", paid, "10.00");
        Refund disguised = new Refund(
                new Reference("r-2"), paid.id(), yuan("18.50"), "x", Optional.empty(), Optional.of("txn-" + paid.id()));

        refused("movement", () -> payments.refund(disguised));
        refused("movement", () -> payments.submit(disguised));
        Payment made = Payment.create(
                PaymentId.random(new SecureRandom()),
                Scope.DEFAULT,
                disguised,
                "model",
                paid.into(),
                Optional.empty(),
                Optional.empty(),
                merchant.clock.instant());
        assertThatThrownBy(() -> merchant.books().accept(new Acceptance(made, false, merchant.clock.instant())))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("suspense");
        assertThat(payments.payment(paid.id()).refundable()).isEqualTo(yuan("8.50"));
    }

    @Test
    void A16_moneyDoesNotMoveToWhereItIs() {
        merchant.fillWallet("fill", "50.00");
        refused(
                "to",
                () -> payments.transfer(
                        Transfer.of("x").amount("CNY", "1.00").from(ANN).to(ANN)));
    }

    @Test
    void A27_namesAndTextsAreNeverSql() {
        String sql = "'); drop table crema_payment; --";
        refused("reference", () -> merchant.topUp(sql, "1.00"));
        refused(
                "account",
                () -> payments.topUp(
                        TopUp.of("x").amount("CNY", "1.00").into(sql).through("model")));
        refused(
                "channel",
                () -> payments.topUp(
                        TopUp.of("x").amount("CNY", "1.00").into(SHOP).through(sql)));
        Payment paid = payments.topUp(
                TopUp.of("x").amount("CNY", "1.00").into(SHOP).through("model").subject(sql));
        assertThat(payments.payment(paid.id()).request().subject()).isEqualTo(sql);
    }

    @Test
    void A28_textComesBackAsItWasGivenOrIsRefused() {
        String text = "一杯 Crème brûlée ☕\n\"\\% \uD83D\uDE00";
        Payment paid = payments.topUp(
                TopUp.of("x").amount("CNY", "1.00").into(SHOP).through("model").subject(text));
        assertThat(payments.payment(paid.id()).request().subject()).isEqualTo(text);
        for (String odd : new String[] {"a\u0000", "\uD83D", "\uDE00\uD83D"}) {
            refused(
                    "subject",
                    () -> payments.topUp(TopUp.of("y")
                            .amount("CNY", "1.00")
                            .into(SHOP)
                            .through("model")
                            .subject(odd)));
        }
    }

    @Test
    void nothingIsWrittenForARefusedRequest() {
        merchant.open(ANN);
        assertThatThrownBy(() -> merchant.withdraw("w", "0.01"))
                .isInstanceOf(InsufficientFundsException.class)
                .hasMessageContaining(ANN);
        assertThatThrownBy(() -> payments.topUp(
                        TopUp.of("o").amount("CNY", "1").into("odd:x").through("model")))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(payments.payment(Form.WITHDRAWAL, "w")).isEmpty();
        Jdbi jdbi = Jdbi.create(merchant.database.dataSource());
        for (String table : new String[] {"payment", "reference", "transition", "task", "hold", "entry"}) {
            int rows = jdbi.withHandle(handle -> handle.select("select count(*) from crema_" + table)
                    .mapTo(int.class)
                    .one());
            assertThat(rows).as(table).isZero();
        }
    }

    @Test
    void aHostMayOpenItsAccountsItself() {
        merchant.books().ledger().open(Account.revenue("cafe:sales", "CNY"));
        Payment paid = payments.topUp(
                TopUp.of("o").amount("CNY", "1.00").into("cafe:sales").through("model"));
        assertThat(merchant.balance("cafe:sales").balance()).isEqualTo(yuan("1.00"));
        assertThat(paid.state().isTerminal()).isTrue();
    }

    private interface ById {
        void run(PaymentId id);
    }

    private static void sameAsAbsent(PaymentId foreign, PaymentId absent, ById call) {
        String forForeign = messageOf(call, foreign);
        assertThat(forForeign).isEqualTo(messageOf(call, absent).replace(absent.value(), foreign.value()));
    }

    private static String messageOf(ById call, PaymentId id) {
        try {
            call.run(id);
        } catch (NotFoundException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("was found");
    }

    private static void conflict(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IdempotencyConflictException.class);
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }
}
