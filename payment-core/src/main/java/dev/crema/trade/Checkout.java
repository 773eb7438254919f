package dev.crema.trade;

import dev.crema.context.Fingerprint;
import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.plan.Order;
import dev.crema.plan.Purchase;
import dev.crema.plan.Share;
import dev.crema.plan.Tender;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to have orders paid (交易).
 *
 * <pre>{@code
 * Checkout.of("order-1003").payer("wallet:ann").payee("merchant:cafe").amount(price)
 *     .with(wallet(Money.of("CNY", "8.00"))).with(channel("wechatpay"));
 * }</pre>
 *
 * @param reference the caller's own id of the request, which makes it safe to repeat
 * @param purchase what is to be paid
 * @param subject what the payer reads, 128 characters at most
 * @param returnTo where the payer's browser goes afterwards
 * @param validFor how long the payer may take, one minute to 15 days
 * @param options what only a channel understands, handed through to each top-up
 */
public record Checkout(
        Reference reference,
        Purchase purchase,
        String subject,
        Optional<URI> returnTo,
        Duration validFor,
        Map<String, String> options) {
    private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(30);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(15);

    public Checkout {
        options = Map.copyOf(options);
        if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
            throw new InvalidRequestException("validFor", validFor + " is outside of " + SHORTEST + " to " + LONGEST);
        }
    }

    /** Begins with the caller's own id of the request. */
    public static PayerStep of(String reference) {
        Reference checked = new Reference(reference);
        return payer -> new OrderStep(checked, new AccountId(payer));
    }

    /** Says whose account wallets are drawn on. A payer without one is named all the same, and never drawn on. */
    public interface PayerStep {
        OrderStep payer(String account);
    }

    /** Says what is paid: one order under the reference itself, or orders with names of their own. */
    public static final class OrderStep {
        private final Reference reference;
        private final AccountId payer;

        private OrderStep(Reference reference, AccountId payer) {
            this.reference = reference;
            this.payer = payer;
        }

        /** One order, whose id is the reference, is paid to this account. */
        public AmountStep payee(String account) {
            return amount -> first(new Order(reference, new AccountId(account), amount));
        }

        /** The first of the orders that are paid together. */
        public Checkout order(String id, String payee, Money amount) {
            return first(new Order(new Reference(id), new AccountId(payee), amount));
        }

        private Checkout first(Order order) {
            Purchase purchase = new Purchase("sale", payer, List.of(order), List.of(), List.of(), Map.of());
            return new Checkout(reference, purchase, reference.value(), Optional.empty(), DEFAULT_VALIDITY, Map.of());
        }
    }

    /** Says how much. */
    public interface AmountStep {
        Checkout amount(Money amount);

        /** The amount as currency code and plain decimal text, for example {@code "CNY", "18.50"}. */
        default Checkout amount(String currency, String decimal) {
            return amount(Money.of(currency, decimal));
        }
    }

    /** One more order that is paid together with the others (合并支付). */
    public Checkout order(String id, String payee, Money amount) {
        List<Order> orders = new ArrayList<>(purchase.orders());
        orders.add(new Order(new Reference(id), new AccountId(payee), amount));
        return with(new Purchase(
                purchase.type(), purchase.payer(), orders, purchase.tenders(), purchase.shares(), purchase.facts()));
    }

    /**
     * Says that the last order is paid in parts, of which this is one: a deposit, an instalment, the rest (定金, 分期).
     * Without it an order is paid by one trade, and what another pays for it is given back.
     *
     * @param whole all that is to be paid for the order, equal in each of its trades
     */
    public Checkout partOf(Money whole) {
        List<Order> orders = new ArrayList<>(purchase.orders());
        orders.add(orders.remove(orders.size() - 1).partOf(whole));
        return with(purchase.ordering(orders));
    }

    /** One more means to pay with; without any, all is paid out of the payer's account. */
    public Checkout with(Tender tender) {
        List<Tender> tenders = new ArrayList<>(purchase.tenders());
        tenders.add(tender);
        return with(purchase.paidWith(tenders));
    }

    /** So many ten-thousandths of the last order go to this account instead of the payee's, rounded down (分账). */
    public Checkout share(String party, int basisPoints) {
        return with(new Share(last(), new AccountId(party), basisPoints, Optional.empty()));
    }

    /** Exactly so much of the last order goes to this account instead of the payee's. */
    public Checkout share(String party, Money amount) {
        return with(new Share(last(), new AccountId(party), 0, Optional.of(amount)));
    }

    private Reference last() {
        return purchase.orders().get(purchase.orders().size() - 1).id();
    }

    private Checkout with(Share share) {
        List<Share> shares = new ArrayList<>(purchase.shares());
        shares.add(share);
        return with(purchase.sharedOut(shares));
    }

    /**
     * What kind of trade it is; {@code sale} if nothing is said. By the standard rules {@code escrow} keeps the money
     * until the receipt is confirmed, and {@code authorize} sets it aside until it is captured.
     */
    public Checkout type(String type) {
        return with(new Purchase(
                type, purchase.payer(), purchase.orders(), purchase.tenders(), purchase.shares(), purchase.facts()));
    }

    /** A fact that rules may ask for, for example {@code country} or {@code scene}. */
    public Checkout fact(String name, String value) {
        Map<String, String> facts = new TreeMap<>(purchase.facts());
        facts.put(name, value);
        return with(new Purchase(
                purchase.type(), purchase.payer(), purchase.orders(), purchase.tenders(), purchase.shares(), facts));
    }

    /** The same request for another purchase. */
    public Checkout with(Purchase other) {
        return new Checkout(reference, other, subject, returnTo, validFor, options);
    }

    public Checkout subject(String shownToPayer) {
        return new Checkout(reference, purchase, shownToPayer, returnTo, validFor, options);
    }

    public Checkout returnTo(String url) {
        try {
            return new Checkout(reference, purchase, subject, Optional.of(URI.create(url)), validFor, options);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("returnTo", "is not an address");
        }
    }

    public Checkout validFor(Duration validFor) {
        return new Checkout(reference, purchase, subject, returnTo, validFor, options);
    }

    public Checkout option(String name, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(name, value);
        return new Checkout(reference, purchase, subject, returnTo, validFor, more);
    }

    /** What is agreed on, whatever the plan. */
    public Deal deal() {
        return new Deal(
                purchase.type(),
                purchase.payer(),
                purchase.orders(),
                subject,
                returnTo,
                validFor,
                options,
                purchase.facts());
    }

    /** The account where this trade's money waits between payer and payees: {@code escrow:order-1003}. */
    public AccountId escrow() {
        return Trade.escrow(reference);
    }

    /** Equal for equal content: a repeat with the same reference must have the same. */
    public String fingerprint() {
        return Fingerprint.of("TRADE", content());
    }

    private List<String> content() {
        List<String> content = new ArrayList<>();
        content.add(purchase.type());
        content.add(purchase.payer().path());
        purchase.orders()
                .forEach(order -> content.add(order.id() + " " + order.payee() + " " + order.amount()
                        + (order.whole().equals(order.amount()) ? "" : " of " + order.whole())));
        purchase.tenders().forEach(tender -> content.add(tender.toString()));
        purchase.shares()
                .forEach(share -> content.add(share.order() + " " + share.party() + " " + share.basisPoints() + " "
                        + share.amount().map(Money::toString).orElse("")));
        new TreeMap<>(purchase.facts()).forEach((name, value) -> content.add(name + "=" + value));
        return content;
    }
}
