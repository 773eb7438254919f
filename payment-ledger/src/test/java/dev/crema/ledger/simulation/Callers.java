package dev.crema.ledger.simulation;

import dev.crema.Payments;
import dev.crema.channel.Payee;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.simulation.Dice;
import dev.crema.trade.Trade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** A few people who pay, and who ask again what they asked before. */
final class Callers {
    private static final List<String> WALLETS = List.of("wallet:ann", "wallet:bob");
    private static final String SHOP = "merchant:cafe";
    private static final int AT_THE_BEGINNING = 3;
    private static final int PURCHASES_PERCENT = 50;

    /** Something that is asked of any node, the same each time. */
    record Errand(String what, Asking asking) {}

    interface Asking {
        Answer of(Payments payments);
    }

    /** What came of it: a payment or a trade. */
    record Answer(String id, String state, Optional<Payment> payment, Optional<Trade> trade) {
        static Answer of(Payment payment) {
            return new Answer(payment.id().value(), payment.state().name(), Optional.of(payment), Optional.empty());
        }

        static Answer of(Trade trade) {
            return new Answer(trade.id().value(), trade.state().name(), Optional.empty(), Optional.of(trade));
        }
    }

    private final Dice dice;
    private final List<String> channels;
    private final List<Errand> asked = new ArrayList<>();
    private final Map<String, Payment> known = new TreeMap<>();
    private final Buyers buyers;
    private final boolean buys;
    private int number;

    /**
     * Who asks.
     *
     * @param buys whether some of them buy something, by plans
     */
    Callers(Dice dice, List<String> channels, boolean buys) {
        this.dice = dice;
        this.channels = channels;
        this.buyers = new Buyers(dice, WALLETS, channels);
        this.buys = buys;
    }

    /** What somebody wants next. */
    Errand next() {
        if (asked.size() > AT_THE_BEGINNING && dice.percent(15)) {
            return dice.oneOf(asked);
        }
        Errand errand = asked.size() < AT_THE_BEGINNING ? topUp() : anything();
        asked.add(errand);
        return errand;
    }

    /** All that was ever asked. */
    List<Errand> asked() {
        return asked;
    }

    /** Somebody was told of a payment or a trade. */
    void told(Answer answer) {
        answer.payment().ifPresent(payment -> known.put(answer.id(), payment));
        answer.trade().ifPresent(trade -> buyers.told(trade.id()));
    }

    private Errand anything() {
        if (buys && dice.percent(PURCHASES_PERCENT)) {
            return buyers.next();
        }
        int what = dice.below(100);
        if (known.isEmpty() || what < 20) {
            return topUp();
        } else if (what < 30) {
            return authorize();
        } else if (what < 42) {
            return capture();
        } else if (what < 58) {
            return withdraw();
        } else if (what < 74) {
            return refund();
        } else if (what < 80) {
            return dice.percent(60) ? transfer() : transferBetweenParties();
        } else if (what < 86) {
            return hold();
        }
        return what < 91 ? captureHold() : cancel();
    }

    private static Errand paid(String what, Function<Payments, Payment> asking) {
        return new Errand(what, payments -> Answer.of(asking.apply(payments)));
    }

    private String reference(String form) {
        return form + "-" + ++number;
    }

    private String yuan(int most) {
        return 1 + dice.below(most) + ".50";
    }

    private PaymentId some() {
        List<String> ids = new ArrayList<>(known.keySet());
        return new PaymentId(dice.oneOf(ids));
    }

    private Errand topUp() {
        String reference = reference("top-up");
        String amount = asked.size() < AT_THE_BEGINNING ? "80.00" : yuan(30);
        String into = asked.size() < AT_THE_BEGINNING || dice.percent(50) ? dice.oneOf(WALLETS) : SHOP;
        String channel = dice.oneOf(channels);
        Duration valid = Duration.ofMinutes(10).plus(dice.upTo(Duration.ofHours(2)));
        boolean alone = dice.percent(25);
        String order = "order-" + dice.below(3);
        return paid(reference + " " + amount + " into " + into + " through " + channel, payments -> {
            TopUp topUp = TopUp.of(reference)
                    .amount("CNY", amount)
                    .into(into)
                    .through(channel)
                    .validFor(valid);
            return payments.topUp(alone ? topUp.order(order) : topUp);
        });
    }

    private Errand authorize() {
        String reference = reference("authorize");
        String amount = yuan(40);
        String channel = dice.oneOf(channels);
        Duration kept = Duration.ofMinutes(5).plus(dice.upTo(Duration.ofHours(6)));
        return paid(
                reference + " " + amount + " through " + channel,
                payments -> payments.topUp(TopUp.of(reference)
                        .amount("CNY", amount)
                        .into(SHOP)
                        .through(channel)
                        .authorized(kept)));
    }

    private Errand capture() {
        String reference = reference("capture");
        PaymentId authorized = recent(Payment::isAuthorization);
        String amount = yuan(15);
        return paid(
                reference + " " + amount + " of " + authorized,
                payments -> payments.capture(
                        Capture.of(reference).payment(authorized).amount("CNY", amount)));
    }

    private Errand withdraw() {
        String reference = reference("withdraw");
        String amount = yuan(25);
        String from = dice.percent(80) ? dice.oneOf(WALLETS) : SHOP;
        String channel = dice.oneOf(channels);
        return paid(
                reference + " " + amount + " from " + from + " through " + channel,
                payments -> payments.withdraw(Withdrawal.of(reference)
                        .amount("CNY", amount)
                        .from(from)
                        .through(channel)
                        .to(Payee.of("ann@example.org"))));
    }

    private Errand refund() {
        String reference = reference("refund");
        PaymentId original = recent(payment -> payment.into().isPresent() && !payment.isAuthorization());
        String amount = yuan(12);
        return paid(
                reference + " " + amount + " of " + original,
                payments ->
                        payments.refund(Refund.of(reference).payment(original).amount("CNY", amount)));
    }

    private Errand transfer() {
        String reference = reference("transfer");
        String amount = yuan(20);
        String from = dice.oneOf(WALLETS);
        return paid(
                reference + " " + amount + " from " + from,
                payments -> payments.transfer(
                        Transfer.of(reference).amount("CNY", amount).from(from).to(SHOP)));
    }

    private Errand transferBetweenParties() {
        String reference = reference("between");
        String amount = yuan(20);
        String from = dice.oneOf(WALLETS);
        String channel = dice.oneOf(channels);
        return paid(
                reference + " " + amount + " from " + from + " through " + channel,
                payments -> payments.transfer(Transfer.of(reference)
                        .amount("CNY", amount)
                        .from(from)
                        .to(SHOP)
                        .between(channel, Payee.of("acct_cafe"))));
    }

    private Errand hold() {
        String reference = reference("hold");
        String amount = yuan(20);
        String from = dice.oneOf(WALLETS);
        Duration kept = dice.upTo(Duration.ofHours(5));
        return paid(
                reference + " " + amount + " from " + from,
                payments -> payments.transfer(Transfer.of(reference)
                        .amount("CNY", amount)
                        .from(from)
                        .to(SHOP)
                        .held(kept.plusSeconds(1))));
    }

    private Errand captureHold() {
        PaymentId held = recent(payment -> payment.deadline().isPresent() && !payment.bringsMoneyIn());
        return paid("capture the hold " + held, payments -> payments.capture(held));
    }

    private Errand cancel() {
        PaymentId unwanted = recent(payment -> !payment.state().isTerminal());
        return paid("cancel " + unwanted, payments -> payments.cancel(unwanted));
    }

    /** One of that kind if there is one, else any. */
    private PaymentId recent(Predicate<Payment> kind) {
        List<Payment> fitting = known.values().stream().filter(kind).toList();
        return fitting.isEmpty() ? some() : dice.oneOf(fitting).id();
    }
}
