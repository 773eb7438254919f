package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.channel.Capabilities;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.context.BusinessContext;
import dev.crema.event.PaymentSucceeded;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Withdrawal;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the caller said a payment is part of goes along with everything that happens for it. */
@OnEachKind
class ContextTest {
    private static final BusinessContext BASKET =
            BusinessContext.of("basket-7").order("order-1").trace("traceId", "4bf92f3577b34da6");

    private final Merchant merchant;
    private final List<BusinessContext> told = new ArrayList<>();

    ContextTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "100.00");
    }

    @AfterEach
    void theBooksHold() {
        merchant.assertHolds();
        merchant.close();
    }

    private Payments.Builder application() {
        return Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0);
    }

    private static void runDue(Payments payments) {
        while (payments.runDue() > 0) {
            // until nothing is due
        }
    }

    @Test
    void itIsStoredAndComesWithTheEventAfterARestart() {
        Payment paid = merchant.payments()
                .within(BASKET)
                .topUp(TopUp.of("o").amount("CNY", "1.00").into(ANN).through("model"));
        assertThat(paid.context()).isEqualTo(BASKET);

        Payments restarted = application()
                .onEvent("kitchen", PaymentSucceeded.class, event -> told.add(event.context()))
                .start();
        assertThat(restarted.payment(paid.id()).context()).isEqualTo(BASKET);
        runDue(restarted);
        assertThat(told).contains(BASKET.payment(paid.id().value()));
    }

    @Test
    void whatAListenerPaysIsPartOfTheSame() {
        Payments[] payments = new Payments[1];
        payments[0] = application()
                .onEvent("giver-back", PaymentSucceeded.class, event -> {
                    if (event.reference().value().equals("o")) {
                        payments[0].refund(
                                Refund.of("back").payment(event.paymentId()).amount("CNY", "0.50"));
                    }
                })
                .start();
        payments[0]
                .within(BASKET)
                .topUp(TopUp.of("o").amount("CNY", "1.00").into(ANN).through("model"));
        runDue(payments[0]);
        assertThat(payments[0].payment(Form.REFUND, "back").orElseThrow().context())
                .isEqualTo(BASKET);
        assertThat(payments[0]
                        .topUp(TopUp.of("other").amount("CNY", "1.00").into(ANN).through("model"))
                        .context())
                .isEqualTo(BusinessContext.NONE);
    }

    /** A provider that keeps what it is given with each payout. */
    private static final class Keeping implements PaysOut {
        final List<String> attachments = new ArrayList<>();

        @Override
        public String name() {
            return "keeping";
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.ANY_CURRENCY;
        }

        @Override
        public ChannelResult send(Payout payout) {
            attachments.add(payout.attachment());
            return new ChannelResult.Unknown("no answer");
        }

        @Override
        public ChannelResult query(Payout payout) {
            attachments.add(payout.attachment());
            return ChannelResult.Done.of("t-1", payout.amount());
        }
    }

    @Test
    void theChannelIsGivenItToKeepTheSameOnEachRepeat() {
        Keeping keeping = new Keeping();
        Payments payments = application().channel(keeping).start();
        payments.within(BASKET)
                .withdraw(Withdrawal.of("w")
                        .amount("CNY", "1.00")
                        .from(ANN)
                        .through("keeping")
                        .to(PAYEE));
        merchant.clock.advance(Duration.ofSeconds(7));
        runDue(payments);
        assertThat(keeping.attachments)
                .containsExactly("business=basket-7;order=order-1", "business=basket-7;order=order-1");
    }

    @Test
    void itIsCarriedIntoTheLaterStepsOfAPlanAfterARestartAndIntoItsUndoing() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments()
                .within(BASKET)
                .checkout(Checkout.of("order-1003")
                        .payer(ANN)
                        .payee(SHOP)
                        .amount("CNY", "18.50")
                        .with(wallet(yuan("8.00")))
                        .with(channel("model")));
        BusinessContext whole = BASKET.trade(trade.id().value()).order("order-1003");
        assertThat(trade.context()).isEqualTo(BASKET.trade(trade.id().value()));

        List<BusinessContext> ofTrades = new ArrayList<>();
        Payments restarted = application()
                .onTrade("books", event -> ofTrades.add(event.context()))
                .start();
        merchant.channel.move(trade.payment(2).orElseThrow().id().value());
        merchant.clock.advance(Duration.ofHours(3));
        runDue(restarted);
        assertThat(restarted.trade(trade.id()).payments())
                .hasSize(2)
                .allSatisfy(part -> assertThat(part.payment().context().trade())
                        .contains(trade.id().value()));
        restarted.undo(trade.id(), "the coffee was cold");
        runDue(restarted);
        Trade undone = restarted.trade(trade.id());
        assertThat(undone.state()).isEqualTo(TradeState.REFUNDED);
        assertThat(undone.payments())
                .hasSizeGreaterThan(2)
                .allSatisfy(part -> assertThat(part.payment().context().trace()).isEqualTo(BASKET.trace()));
        assertThat(undone.payments())
                .extracting(part -> part.payment().context().business())
                .containsOnly(whole.business());
        assertThat(ofTrades).isNotEmpty().containsOnly(trade.context());
    }

    @Test
    void whatIsGivenBackIsPartOfWhatWasPaid() {
        Payment paid = merchant.payments()
                .within(BASKET)
                .topUp(TopUp.of("o").amount("CNY", "1.00").into(ANN).through("model"));
        assertThat(merchant.refund("back-1", paid, "0.50").context()).isEqualTo(BASKET);
        assertThat(merchant.payments()
                        .within(BusinessContext.of("complaint-3"))
                        .refund(Refund.of("back-2").payment(paid.id()).amount("CNY", "0.50"))
                        .context())
                .isEqualTo(BASKET.business("complaint-3"));
    }
}
