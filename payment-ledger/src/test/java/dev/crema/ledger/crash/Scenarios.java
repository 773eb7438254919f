package dev.crema.ledger.crash;

import static dev.crema.ModelChannel.Behaviour.ASK_PAYER;
import static dev.crema.ModelChannel.Behaviour.DECLINE;
import static dev.crema.ModelChannel.Behaviour.LOSE_REQUEST;
import static dev.crema.ModelChannel.Behaviour.MOVE;
import static dev.crema.ModelChannel.Behaviour.MOVE_AND_LOSE_ANSWER;
import static dev.crema.ModelChannel.Behaviour.MOVE_OTHER_AMOUNT;
import static dev.crema.ModelChannel.Behaviour.TAKE_ON;
import static dev.crema.ModelChannel.Behaviour.UNREACHABLE;
import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.List;

/** Everything that a host can ask for. */
public final class Scenarios {
    private static final String MODEL = "model";

    private static final Behaviour[] TRADED = {MOVE, DECLINE, TAKE_ON, MOVE_AND_LOSE_ANSWER, UNREACHABLE};

    private Scenarios() {}

    /** The four forms, in one phase and in two, and refunds of what was just paid. */
    public static List<Scenario> payments() {
        return List.of(
                Scenario.of(
                        "top-up",
                        (payments, reference, original) -> topUp(payments, reference),
                        MOVE,
                        DECLINE,
                        TAKE_ON,
                        ASK_PAYER,
                        MOVE_AND_LOSE_ANSWER,
                        LOSE_REQUEST,
                        MOVE_OTHER_AMOUNT),
                Scenario.of(
                        "withdrawal",
                        (payments, reference, original) -> payments.withdraw(Withdrawal.of(reference)
                                .amount("CNY", "20.00")
                                .from(ANN)
                                .through(MODEL)
                                .to(PAYEE)),
                        MOVE,
                        DECLINE,
                        TAKE_ON,
                        MOVE_AND_LOSE_ANSWER,
                        LOSE_REQUEST,
                        UNREACHABLE),
                Scenario.of(
                        "refund",
                        (payments, reference, original) -> refund(payments, reference, original),
                        MOVE,
                        DECLINE,
                        MOVE_AND_LOSE_ANSWER,
                        LOSE_REQUEST),
                Scenario.of(
                                "top-up and refund",
                                (payments, reference, original) -> {
                                    Payment paid = topUp(payments, reference);
                                    if (paid.state() == PaymentState.SUCCEEDED) {
                                        refund(payments, reference, paid);
                                    }
                                },
                                MOVE)
                        .and(MOVE, MOVE_AND_LOSE_ANSWER),
                Scenario.of(
                        "transfer", (payments, reference, original) -> payments.transfer(transfer(reference)), MOVE),
                Scenario.of(
                        "held and captured",
                        (payments, reference, original) ->
                                payments.capture(hold(payments, reference).id()),
                        MOVE),
                Scenario.of(
                        "held and cancelled",
                        (payments, reference, original) ->
                                payments.cancel(hold(payments, reference).id()),
                        MOVE),
                Scenario.of("held and forgotten", (payments, reference, original) -> hold(payments, reference), MOVE),
                Scenario.of("authorized and captured in parts", Scenarios::captureAll, MOVE, LOSE_REQUEST)
                        .and(MOVE, DECLINE)
                        .and(MOVE, MOVE_AND_LOSE_ANSWER)
                        .and(MOVE, LOSE_REQUEST)
                        .and(MOVE, TAKE_ON),
                Scenario.of(
                                "authorized, captured in part and let go of",
                                (payments, reference, original) -> {
                                    Payment authorized = authorize(payments, reference);
                                    capture(payments, reference + "-1", authorized, "8.00");
                                    payments.cancel(authorized.id());
                                },
                                MOVE)
                        .and(MOVE, MOVE_AND_LOSE_ANSWER),
                Scenario.of(
                        "authorized and let go of",
                        (payments, reference, original) ->
                                payments.cancel(authorize(payments, reference).id()),
                        MOVE,
                        MOVE_AND_LOSE_ANSWER),
                Scenario.of(
                        "authorized and forgotten",
                        (payments, reference, original) -> authorize(payments, reference),
                        MOVE));
    }

    /** Every kind of plan, carried out and undone. */
    public static List<Scenario> trades() {
        return List.of(
                Scenario.of(
                        "pay by wallet", (payments, reference, original) -> payments.checkout(coffee(reference)), MOVE),
                Scenario.of(
                        "pay by channel",
                        (payments, reference, original) ->
                                payments.checkout(coffee(reference).with(channel(MODEL))),
                        TRADED),
                Scenario.of(
                        "split tender", (payments, reference, original) -> payments.checkout(split(reference)), TRADED),
                Scenario.of(
                                "split tender, given back",
                                (payments, reference, original) -> giveBack(payments, split(reference)),
                                TRADED)
                        .and(MOVE, MOVE_AND_LOSE_ANSWER),
                Scenario.of(
                        "escrow, received",
                        (payments, reference, original) ->
                                confirm(payments, split(reference).type("escrow")),
                        TRADED),
                Scenario.of(
                        "escrow, disputed",
                        (payments, reference, original) ->
                                giveBack(payments, split(reference).type("escrow")),
                        TRADED),
                Scenario.of(
                        "several orders with shares",
                        (payments, reference, original) -> payments.checkout(coffee(reference)
                                .order(reference + "-2", "merchant:bakery", yuan("7.20"))
                                .share("merchant:roaster", 3333)
                                .with(channel(MODEL))),
                        TRADED),
                Scenario.of(
                                "authorized and captured by plan",
                                (payments, reference, original) ->
                                        confirm(payments, split(reference).type("authorize")),
                                TRADED)
                        .and(MOVE, MOVE_AND_LOSE_ANSWER)
                        .and(MOVE, DECLINE),
                Scenario.of(
                        "authorized and let go of by plan",
                        (payments, reference, original) ->
                                giveBack(payments, split(reference).type("authorize")),
                        TRADED));
    }

    private static Payment topUp(Payments payments, String reference) {
        return payments.topUp(
                TopUp.of(reference).amount("CNY", "18.50").into(SHOP).through(MODEL));
    }

    private static void refund(Payments payments, String reference, Payment paid) {
        payments.refund(Refund.of(reference).payment(paid.id()).amount("CNY", "5.00"));
    }

    private static Transfer transfer(String reference) {
        return Transfer.of(reference).amount("CNY", "18.50").from(ANN).to(SHOP);
    }

    private static Payment hold(Payments payments, String reference) {
        return payments.transfer(transfer(reference).held(Duration.ofHours(1)));
    }

    private static Payment authorize(Payments payments, String reference) {
        return payments.topUp(TopUp.of(reference)
                .amount("CNY", "18.50")
                .into(SHOP)
                .through(MODEL)
                .authorized(Duration.ofDays(5)));
    }

    private static void captureAll(Payments payments, String reference, Payment original) {
        Payment authorized = authorize(payments, reference);
        capture(payments, reference + "-1", authorized, "8.00");
        capture(payments, reference + "-2", authorized, "10.50");
    }

    /** What is not known to be set aside is not for the host to capture. */
    private static void capture(Payments payments, String reference, Payment authorized, String yuan) {
        if (payments.payment(authorized.id()).state() == PaymentState.AUTHORIZED) {
            payments.capture(Capture.of(reference).payment(authorized.id()).amount("CNY", yuan));
        }
    }

    private static Checkout coffee(String reference) {
        return Checkout.of(reference).payer(ANN).payee(SHOP).amount("CNY", "18.50");
    }

    private static Checkout split(String reference) {
        return coffee(reference).with(wallet(yuan("8.00"))).with(channel(MODEL));
    }

    /** Confirms what waits for it; what was declined, or is not known yet, is not for the host to confirm. */
    private static void confirm(Payments payments, Checkout checkout) {
        Trade trade = payments.checkout(checkout);
        if (trade.state() == TradeState.AWAITING_CONFIRMATION) {
            payments.confirm(trade.id());
        }
    }

    private static void giveBack(Payments payments, Checkout checkout) {
        payments.undo(payments.checkout(checkout).id(), "returned");
    }
}
