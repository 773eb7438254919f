package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.ledger.payments.CrashTest.Request;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The process dies at every point of a trade; the plan is resumed, repeats nothing, and leaves nothing half done. Every
 * build tries the plan with the most steps, carried out and undone; with {@code -Dcrema.test.crash=all} all plans are
 * tried with everything that a channel may do at them, which takes the better part of an hour.
 */
class TradeCrashTest {
    private static final boolean ALL = "all".equals(System.getProperty("crema.test.crash"));

    private static final List<Request> REQUESTS = List.of(
            new Request(
                    "pay by wallet",
                    outcomes(),
                    (payments, reference, original) -> payments.checkout(coffee(reference))),
            new Request(
                    "pay by channel",
                    outcomes(),
                    (payments, reference, original) ->
                            payments.checkout(coffee(reference).with(channel("model")))),
            new Request(
                    "split tender",
                    outcomes(Behaviour.MOVE_AND_LOSE_ANSWER),
                    (payments, reference, original) -> payments.checkout(split(reference))),
            new Request(
                    "split tender, given back",
                    outcomes(Behaviour.MOVE),
                    (payments, reference, original) -> givenBack(payments, split(reference))),
            new Request(
                    "escrow, received",
                    outcomes(),
                    (payments, reference, original) ->
                            confirmed(payments, split(reference).type("escrow"))),
            new Request(
                    "escrow, disputed",
                    outcomes(),
                    (payments, reference, original) ->
                            givenBack(payments, split(reference).type("escrow"))),
            new Request(
                    "several orders with shares",
                    outcomes(),
                    (payments, reference, original) -> payments.checkout(coffee(reference)
                            .order(reference + "-2", "merchant:bakery", yuan("7.20"))
                            .share("merchant:roaster", 3333)
                            .with(channel("model")))),
            new Request(
                    "authorized and captured",
                    outcomes(),
                    (payments, reference, original) ->
                            confirmed(payments, split(reference).type("authorize"))),
            new Request(
                    "authorized and let go of",
                    outcomes(),
                    (payments, reference, original) ->
                            givenBack(payments, split(reference).type("authorize"))));

    /** Confirms what waits for it; what was declined, or is not known yet, is not for the host to confirm. */
    private static Object confirmed(Payments payments, Checkout checkout) {
        Trade trade = payments.checkout(checkout);
        return trade.state() == TradeState.AWAITING_CONFIRMATION ? payments.confirm(trade.id()) : trade;
    }

    private static List<Behaviour> outcomes(Behaviour... always) {
        return ALL
                ? List.of(
                        Behaviour.MOVE,
                        Behaviour.DECLINE,
                        Behaviour.TAKE_ON,
                        Behaviour.MOVE_AND_LOSE_ANSWER,
                        Behaviour.UNREACHABLE)
                : List.of(always);
    }

    private static Checkout coffee(String reference) {
        return Checkout.of(reference).payer(ANN).payee(SHOP).amount("CNY", "18.50");
    }

    private static Checkout split(String reference) {
        return coffee(reference).with(wallet(yuan("8.00"))).with(channel("model"));
    }

    private static Object givenBack(Payments payments, Checkout checkout) {
        return payments.undo(payments.checkout(checkout).id(), "returned");
    }

    @TestFactory
    Stream<DynamicTest> F06_crashAtEveryPointOfATrade() {
        return CrashTest.tests(REQUESTS);
    }
}
