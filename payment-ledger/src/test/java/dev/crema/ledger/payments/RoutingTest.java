package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.plan.Tender.anyChannel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.WhenDown;
import dev.crema.channel.Capabilities;
import dev.crema.channel.Channel;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Charge;
import dev.crema.channel.Collects;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.Currency;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.plan.PlanRules;
import dev.crema.route.RouteRules;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step goes to a channel that can do it, or to none. */
class RoutingTest {
    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    /** Collects yuan, in one phase, and nothing else. */
    private class Plain implements Collects {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(Set.of(Currency.of("CNY")), Duration.ofMinutes(1));
        }

        @Override
        public ChannelResult open(Charge charge) {
            asked.add("plain " + charge.amount());
            return new ChannelResult.Declined("NO", "no");
        }

        @Override
        public ChannelResult query(Charge charge) {
            return new ChannelResult.Declined("NO", "no");
        }

        @Override
        public ChannelResult close(Charge charge) {
            return new ChannelResult.Declined("NO", "no");
        }
    }

    /** Pays out and nothing else. */
    private record Bank(List<String> asked) implements PaysOut {
        @Override
        public String name() {
            return "bank";
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.ANY_CURRENCY;
        }

        @Override
        public ChannelResult send(Payout payout) {
            asked.add("bank " + payout.amount());
            return new ChannelResult.Declined("NO", "no");
        }

        @Override
        public ChannelResult query(Payout payout) {
            return new ChannelResult.Declined("NO", "no");
        }
    }

    private Payments routed(Channel more, String first, String second) {
        return merchant.nodeWith(builder -> builder.channel(more).routes(rule(first, second)));
    }

    private static RouteRules rule(String first, String second) {
        return RouteRules.none()
                .with(List.of(Map.of(
                        "name",
                        "in-order",
                        "channels",
                        List.of(Map.of("name", first), Map.of("name", second, "cost-basis-points", "50")),
                        "fail-over-on",
                        List.of("REFUSED"))));
    }

    private static Checkout coffee(String currency) {
        return Checkout.of("order-1")
                .payer(ANN)
                .payee(SHOP)
                .amount(currency, "10.00")
                .with(anyChannel());
    }

    @Test
    void whatIsToBeAuthorizedMovesOnToNoChannelThatWouldCollectIt() {
        Payments payments = routed(new Plain(), "model", "plain");
        merchant.channel.next(Behaviour.DECLINE);

        Trade trade = payments.checkout(coffee("CNY").type("authorize"));

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertThat(asked).isEmpty();
    }

    @Test
    void noChannelIsAskedForACurrencyThatItDoesNotMove() {
        Payments payments = routed(new Plain(), "model", "plain");
        merchant.channel.next(Behaviour.DECLINE);

        Trade trade = payments.checkout(coffee("USD"));

        assertThat(trade.state()).isEqualTo(TradeState.FAILED);
        assertThat(asked).isEmpty();
    }

    @Test
    void aChannelThatCanNotCollectIsPassedOver() {
        Payments payments = routed(new Bank(asked), "bank", "model");

        Trade trade = payments.checkout(coffee("CNY"));

        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(trade.payments())
                .extracting(each -> each.payment().channel())
                .containsExactly("model");
    }

    @Test
    void whereNoneCanDoItTheCheckoutIsRefused() {
        Payments payments = routed(new Bank(asked), "bank", "balance");

        assertThatThrownBy(() -> payments.checkout(coffee("CNY")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no channel takes 10.00 CNY");
    }

    @Test
    void aPaymentWhoseChannelLostItsAbilityWaitsAndNothingIsSent() {
        merchant.fillWallet("fill", "10.00");
        merchant.channel.usually(Behaviour.UNREACHABLE);
        Payment payout = merchant.withdraw("w-1", "5.00");
        Payments changed = Payments.with(merchant.books())
                .channel(new Plain() {
                    @Override
                    public String name() {
                        return "model";
                    }
                })
                .clock(merchant.clock)
                .workers(0)
                .start();

        merchant.clock.advance(Duration.ofMinutes(10));
        changed.runDue();

        assertThat(changed.payment(payout.id()).state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(changed.explain(payout.id()).toString())
                .contains("channel model is not configured here for a WITHDRAWAL");
        merchant.channel.usually(Behaviour.MOVE);
    }

    @Test
    void aNameThatNoChannelBearsStopsTheStart() {
        assertThatThrownBy(() -> merchant.nodeWith(builder -> builder.routes(rule("model", "ohter"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("route rule in-order: there is no channel ohter; configured are [");
        assertThatThrownBy(() -> merchant.nodeWith(builder -> builder.whenDown("ohter", WhenDown.REFUSE)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("whenDown: there is no channel ohter");
        PlanRules asking = PlanRules.standard()
                .with(List.of(Map.of("name", "careful", "when", Map.of("healthy", "ohter"), "recipe", "wallet")));
        assertThatThrownBy(() -> merchant.nodeWith(builder -> builder.plans(asking)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("plan rule careful: there is no channel ohter");
    }
}
