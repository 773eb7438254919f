package dev.crema.ledger.simulation;

import dev.crema.ledger.simulation.Callers.Answer;
import dev.crema.ledger.simulation.Callers.Errand;
import dev.crema.money.Money;
import dev.crema.plan.Tender;
import dev.crema.simulation.Dice;
import dev.crema.trade.Checkout;
import dev.crema.trade.TradeId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * People who buy things: by wallet, through channels or by both, in escrow, several orders at once, with shares; by the
 * library's plans and the host's own, and through whatever channel is routed to.
 */
final class Buyers {
    private static final String SHOP = "merchant:cafe";

    private final Dice dice;
    private final List<String> wallets;
    private final List<String> channels;
    private final Set<String> known = new TreeSet<>();
    private int number;

    Buyers(Dice dice, List<String> wallets, List<String> channels) {
        this.dice = dice;
        this.wallets = wallets;
        this.channels = channels;
    }

    void told(TradeId trade) {
        known.add(trade.value());
    }

    /** What one of them wants next. */
    Errand next() {
        int what = dice.below(100);
        if (known.isEmpty() || what < 70) {
            return buy();
        }
        TradeId trade = new TradeId(dice.oneOf(List.copyOf(known)));
        return what < 88
                ? new Errand("confirm " + trade, payments -> Answer.of(payments.confirm(trade)))
                : new Errand("undo " + trade, payments -> Answer.of(payments.undo(trade, "not wanted")));
    }

    private Errand buy() {
        String reference = "buy-" + ++number;
        Checkout checkout =
                tendered(ordered(reference)).validFor(Duration.ofMinutes(10).plus(dice.upTo(Duration.ofHours(2))));
        String what = reference + " " + checkout.purchase().type() + " "
                + checkout.purchase().orders() + " by " + checkout.purchase().tenders();
        return new Errand(what, payments -> Answer.of(payments.checkout(checkout)));
    }

    private Checkout ordered(String reference) {
        Checkout.OrderStep payer = Checkout.of(reference).payer(dice.oneOf(wallets));
        if (dice.percent(25)) {
            return payer.order(reference + "-a", SHOP, yuan(12)).order(reference + "-b", "merchant:bakery", yuan(9));
        }
        Checkout one = payer.payee(SHOP).amount(yuan(20));
        Checkout shared = dice.percent(30) ? one.share("merchant:roaster", 2500) : one;
        int kind = dice.below(100);
        if (kind < 40) {
            return shared.type(kind < 20 ? "escrow" : "authorize");
        }
        return kind < 55 ? one.type("auction") : kind < 70 ? one.type("rental") : shared;
    }

    /** By the wallet alone, through a channel alone, by both, or through two channels. */
    private Checkout tendered(Checkout checkout) {
        Money little = Money.of("CNY", "1.00");
        return switch (dice.below(4)) {
            case 0 -> checkout;
            case 1 -> checkout.with(channel());
            case 2 -> checkout.with(Tender.wallet(little)).with(channel());
            default -> checkout.with(Tender.channel(channels.get(0), little)).with(Tender.channel(channels.get(1)));
        };
    }

    /** One that is named, or whichever the routes say. */
    private Tender channel() {
        return dice.percent(50) ? Tender.anyChannel() : Tender.channel(dice.oneOf(channels));
    }

    private Money yuan(int most) {
        return Money.of("CNY", 1 + dice.below(most) + ".50");
    }
}
