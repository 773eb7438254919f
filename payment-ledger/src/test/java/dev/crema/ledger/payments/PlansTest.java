package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.anyChannel;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.AccountId;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.plan.Interceptor;
import dev.crema.plan.Occasion;
import dev.crema.plan.PlanExplanation;
import dev.crema.plan.PlanRules;
import dev.crema.plan.Purchase;
import dev.crema.plan.Step;
import dev.crema.plan.Tender;
import dev.crema.route.RouteRules;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradePayment;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Escrow, several orders, shares and authorization; plans and routes by rules; interceptors. */
@OnEachDatabase
class PlansTest {
    private static final String BAKERY = "merchant:bakery";
    private static final String ROASTER = "merchant:roaster";
    private static final String PLATFORM = "revenue:platform";

    private final TestDatabase database;
    private Merchant merchant;

    PlansTest(TestDatabase database) {
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

    private static Checkout escrow() {
        return coffee().type("escrow").with(wallet(yuan("8.00"))).with(channel("model"));
    }

    private static Checkout cart() {
        return Checkout.of("cart-77")
                .payer(ANN)
                .order("order-1", SHOP, yuan("18.50"))
                .order("order-2", BAKERY, yuan("7.20"))
                .with(channel("model"));
    }

    private Trade now(Trade trade) {
        return merchant.payments().trade(trade.id());
    }

    private void assertAvailable(String account, String available) {
        assertThat(merchant.available(account)).isEqualTo(yuan(available));
    }

    @Test
    void escrowKeepsTheMoneyUntilTheReceipt() {
        Trade trade = merchant.payments().checkout(escrow());
        assertThat(trade.state()).isEqualTo(TradeState.AWAITING_CONFIRMATION);
        assertAvailable("escrow:order-1003", "18.50");

        Trade confirmed = merchant.payments().confirm(trade.id());

        assertThat(confirmed.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(merchant.payments().confirm(trade.id())).isEqualTo(confirmed);
        assertAvailable(SHOP, "18.50");
        assertAvailable("escrow:order-1003", "0.00");
        assertThat(confirmed.paid()).isEqualTo(yuan("18.50"));
        assertThat(merchant.payments().order("order-1003").paid()).isEqualTo(yuan("18.50"));
    }

    @Test
    void aDisputeReturnsTheEscrow() {
        Trade trade = merchant.payments().checkout(escrow());

        Trade undone = merchant.payments().undo(trade.id(), "never arrived");

        assertThat(undone.state()).isEqualTo(TradeState.CANCELLED);
        assertThat(undone.reason().orElseThrow().message()).isEqualTo("never arrived");
        assertAvailable(ANN, "10.00");
        assertThatThrownBy(() -> merchant.payments().confirm(trade.id())).isInstanceOf(InvalidStateException.class);
    }

    @Test
    void aReceiptThatNobodyConfirmsIsTakenForOneInTime() {
        Payments payments = merchant.nodeWith(builder -> builder.plans(PlanRules.standard()
                .with(List.of(Map.of(
                        "name",
                        "ten-days",
                        "when",
                        Map.of("type", "escrow"),
                        "recipe",
                        "escrow",
                        "confirm-within",
                        "P10D")))));
        Trade trade = payments.checkout(escrow());
        assertThat(trade.plan().name()).isEqualTo("ten-days");
        merchant.clock.advance(Duration.ofDays(9));
        merchant.runDue();
        assertThat(now(trade).state()).isEqualTo(TradeState.AWAITING_CONFIRMATION);

        merchant.clock.advance(Duration.ofDays(1));
        merchant.runDue();

        assertThat(now(trade).state()).isEqualTo(TradeState.SUCCEEDED);
    }

    @Test
    void anUnconfirmedDepositGoesBackIfTheRuleSaysSo() {
        Payments payments = merchant.nodeWith(builder -> builder.plans(PlanRules.standard()
                .with(List.of(Map.of(
                        "name",
                        "deposit",
                        "when",
                        Map.of("type", "escrow"),
                        "recipe",
                        "escrow",
                        "confirm-within",
                        "P1D",
                        "unconfirmed",
                        "undo")))));
        Trade trade = payments.checkout(escrow());

        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.CANCELLED);
        assertAvailable(ANN, "10.00");
    }

    @Test
    void anAccountThatCanNotTakeTheMoneyIsPaidOutLater() {
        merchant.open(SHOP);
        Trade trade = merchant.payments().checkout(escrow());
        merchant.books().ledger().accounts().freeze(new AccountId(SHOP));

        Trade confirmed = merchant.payments().confirm(trade.id());
        assertThat(confirmed.state()).isEqualTo(TradeState.COMPLETING);
        merchant.books().ledger().accounts().thaw(new AccountId(SHOP));
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.SUCCEEDED);
    }

    @Test
    void severalOrdersArePaidByOneTopUp() {
        Trade trade = merchant.payments().checkout(cart());

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(merchant.channel.movements()).isEqualTo(2); // the fill and the cart
        assertAvailable(SHOP, "18.50");
        assertAvailable(BAKERY, "7.20");
        assertThat(merchant.payments().order("order-2").paid()).isEqualTo(yuan("7.20"));
        assertThat(merchant.payments().order("order-2").means())
                .extracting(each -> each.payment().channel())
                .containsExactly("model");
    }

    @Test
    void severalOrdersAreGivenBackTogether() {
        Trade trade = merchant.payments().checkout(cart());

        Trade undone = merchant.payments().undo(trade.id(), "closed");

        assertThat(undone.state()).isEqualTo(TradeState.REFUNDED);
        assertAvailable(BAKERY, "0.00");
        assertThat(merchant.payments().order("order-1").refunded()).isEqualTo(yuan("18.50"));
        assertThat(undone.payments().stream()
                        .filter(each -> each.role() == TradePayment.Role.UNDO)
                        .map(TradePayment::step)
                        .toList())
                .as("newest first")
                .containsExactly(3, 2, 1);
    }

    @Test
    void aPayeeThatCanNotBePaidHasAllOrdersGivenBack() {
        Trade trade = merchant.payments()
                .checkout(Checkout.of("cart-78")
                        .payer(ANN)
                        .order("order-1", SHOP, yuan("3.00"))
                        .order("order-2", "nobody:knows", yuan("4.00")));

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertAvailable(ANN, "10.00");
    }

    @Test
    void sharesAddUpToTheOrder() {
        Trade trade = merchant.payments()
                .checkout(coffee().with(channel("model")).share(ROASTER, 3333).share(PLATFORM, yuan("1.00")));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertAvailable(ROASTER, "6.16");
        assertAvailable(SHOP, "11.34");
        assertThat(merchant.payments().order("order-1003").paid()).isEqualTo(yuan("18.50"));
        assertThat(trade.paid()).isEqualTo(yuan("18.50"));
    }

    @Test
    void sharesOutOfEscrowAreGivenBackToo() {
        Trade trade = merchant.payments().checkout(escrow().share(ROASTER, 5000));
        merchant.payments().confirm(trade.id());
        assertAvailable(ROASTER, "9.25");

        Trade undone = merchant.payments().undo(trade.id(), "returned");

        assertThat(undone.state()).isEqualTo(TradeState.REFUNDED);
        assertAvailable(ROASTER, "0.00");
        assertAvailable(ANN, "10.00");
    }

    private static Checkout authorize() {
        return coffee().type("authorize").with(wallet(yuan("8.00"))).with(channel("model"));
    }

    @Test
    void whatIsAuthorizedIsCaptured() {
        Trade trade = merchant.payments().checkout(authorize());
        assertThat(trade.state()).isEqualTo(TradeState.AWAITING_CONFIRMATION);
        assertThat(trade.paid()).isEqualTo(yuan("0.00"));
        assertAvailable(ANN, "2.00");

        Trade captured = merchant.payments().confirm(trade.id());

        assertThat(captured.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(captured.paid()).isEqualTo(yuan("18.50"));
        assertAvailable(SHOP, "18.50");
    }

    @Test
    void whatIsAuthorizedIsLetGoOf() {
        Trade trade = merchant.payments().checkout(authorize());

        Trade voided = merchant.payments().undo(trade.id(), "sold out");
        merchant.runDue();

        assertThat(now(voided).state()).isEqualTo(TradeState.CANCELLED);
        assertAvailable(ANN, "10.00");
    }

    @Test
    void whatWasCapturedIsGivenBack() {
        Trade trade = merchant.payments().checkout(authorize());
        merchant.payments().confirm(trade.id());
        merchant.runDue();

        Trade undone = merchant.payments().undo(trade.id(), "returned");
        merchant.runDue();

        assertThat(now(undone).state()).isEqualTo(TradeState.REFUNDED);
        assertThat(now(undone).refunded()).isEqualTo(yuan("18.50"));
    }

    @Test
    void anAuthorizationThatRunsOutUndoesTheTrade() {
        Trade trade = merchant.payments().checkout(authorize());

        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.FAILED);
        assertThat(now(trade).reason().orElseThrow().code()).isEqualTo("EXPIRED");
        assertAvailable(ANN, "10.00");
    }

    @Test
    void aPlanIsExplainedWithoutMovingMoney() {
        PlanExplanation explained = merchant.payments().explainPlan(escrow());

        assertThat(explained.toString())
                .contains("escrow applies", "top-up-channel", "asked for model", "when confirmed");
        assertThat(merchant.payments().explainPlan(cart()).considered())
                .extracting(PlanExplanation.Considered::toString)
                .containsExactly(
                        "escrow does not apply: type is sale, not escrow",
                        "authorize does not apply: type is sale, not authorize",
                        "merged applies");
        assertThat(merchant.payments().trade("order-1003")).isEmpty();
        assertThat(merchant.channel.calls("send")).isEqualTo(1); // the fill
    }

    private static final RouteRules CHEAP_FIRST = RouteRules.none()
            .with(List.of(Map.of(
                    "name",
                    "cheap-first",
                    "when",
                    Map.of("form", "top-up", "currency", "CNY"),
                    "channels",
                    List.of(
                            Map.of("name", "model", "cost-basis-points", "60"),
                            Map.of("name", "other", "cost-basis-points", "38")),
                    "fail-over-on",
                    List.of("REFUSED"))));

    private Payments routed() {
        return merchant.nodeWith(builder -> builder.routes(CHEAP_FIRST));
    }

    @Test
    void theCheaperChannelIsChosenAndTheReasonKept() {
        Trade trade = routed().checkout(coffee().with(anyChannel()));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(now(trade).payments().get(0).why()).contains("cheap-first", "other costs 38 basis points");
    }

    @Test
    void F23_whatWasNeverSentMovesOnToTheNextChannel() {
        merchant.other.next(Behaviour.UNREACHABLE);

        Trade trade = routed().checkout(coffee().with(anyChannel()));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(trade.attempts(1))
                .extracting(
                        each -> each.payment().channel() + " " + each.payment().state())
                .containsExactly("other CANCELLED", "model SUCCEEDED");
        assertThat(merchant.other.movements()).isZero();
    }

    @Test
    void F24_aLostAnswerNeverMovesOn() {
        merchant.other.next(Behaviour.MOVE_AND_LOSE_ANSWER);

        Trade trade = routed().checkout(coffee().with(anyChannel()));
        merchant.rest();

        assertThat(now(trade).state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(now(trade).attempts(1)).hasSize(1);
    }

    @Test
    void aDeclineMovesOnWhereTheRuleAllowsIt() {
        merchant.other.next(Behaviour.DECLINE);

        Trade trade = routed().checkout(coffee().with(anyChannel()));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(trade.attempts(1))
                .extracting(each -> each.payment().state())
                .containsExactly(PaymentState.FAILED, PaymentState.SUCCEEDED);
    }

    @Test
    void whenNoChannelIsLeftTheTradeFails() {
        merchant.other.next(Behaviour.DECLINE);
        merchant.channel.next(Behaviour.DECLINE);

        Trade trade = routed().checkout(coffee().with(wallet(yuan("8.00"))).with(anyChannel()));

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertAvailable(ANN, "10.00");
    }

    @Test
    void aChannelThatDoesBadlyComesLast() {
        Payments payments = routed();
        merchant.other.usually(Behaviour.LOSE_REQUEST);
        for (int i = 0; i < 10; i++) {
            payments.checkout(Checkout.of("lost-" + i)
                    .payer(ANN)
                    .payee(SHOP)
                    .amount("CNY", "1.00")
                    .with(anyChannel()));
        }

        assertThat(payments.explainPlan(coffee().with(anyChannel())).routes().get(1))
                .contains("model costs 60 basis points");
    }

    @Test
    void withoutARuleAChannelHasToBeNamed() {
        assertThatThrownBy(() -> merchant.payments().checkout(coffee().with(anyChannel())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("name one, or add a routing rule");
    }

    /** Five yuan for everybody who names the coupon, paid by the shop's marketing. */
    private static final class Coupon implements Interceptor {
        @Override
        public String name() {
            return "coupon";
        }

        @Override
        public Purchase before(Purchase purchase) {
            if (!"WELCOME5".equals(purchase.facts().get("coupon"))) {
                return purchase;
            }
            List<Tender> tenders = new ArrayList<>(purchase.tenders());
            tenders.add(Tender.from("wallet:marketing", yuan("5.00")));
            return purchase.paidWith(tenders);
        }
    }

    private record Limit(String most) implements Interceptor {
        @Override
        public String name() {
            return "limit";
        }

        @Override
        public Purchase before(Purchase purchase) {
            if (purchase.total().isGreaterThan(yuan("1000.00"))) {
                throw new AmountExceededException("amount: " + purchase.total() + " is more than 1000 a purchase");
            }
            return purchase;
        }

        @Override
        public Optional<String> refuses(Step step, Occasion occasion) {
            return step.collects() && step.amount().isGreaterThan(yuan(most))
                    ? Optional.of(step.amount() + " is more than " + most + " a channel")
                    : Optional.empty();
        }
    }

    @Test
    void aCouponIsPaidByWhoGivesIt() {
        merchant.payments()
                .topUp(TopUp.of("budget")
                        .amount("CNY", "100.00")
                        .into("wallet:marketing")
                        .through("model"));
        Payments payments = merchant.nodeWith(builder -> builder.interceptor(new Coupon()));

        Trade trade = payments.checkout(coffee().with(channel("model")).fact("coupon", "WELCOME5"));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertAvailable(SHOP, "18.50");
        assertAvailable("wallet:marketing", "95.00");
        assertThat(payments.undo(trade.id(), "returned").state()).isEqualTo(TradeState.REFUNDED);
        assertAvailable("wallet:marketing", "100.00");
    }

    @Test
    void aLimitRefusesAStepAndEverythingBeforeItIsUndone() {
        Payments payments = merchant.nodeWith(builder -> builder.interceptor(new Limit("10.00")));

        Trade trade = payments.checkout(coffee().with(wallet(yuan("8.00"))).with(channel("model")));

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertThat(trade.reason().orElseThrow().message()).startsWith("limit: 10.50 CNY is more than");
        assertAvailable(ANN, "10.00");
        assertThatThrownBy(() -> payments.checkout(
                        Checkout.of("big").payer(ANN).payee(SHOP).amount("CNY", "1000.01")))
                .isInstanceOf(AmountExceededException.class);
    }

    @Test
    void aStepThatIsDeclinedMidwayUndoesTheEscrow() {
        merchant.channel.next(Behaviour.DECLINE);

        Trade trade = merchant.payments().checkout(escrow());

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertThat(trade.payments())
                .extracting(TradePayment::payment)
                .extracting(Payment::state)
                .containsExactly(PaymentState.CANCELLED, PaymentState.FAILED);
        assertAvailable(ANN, "10.00");
    }
}
