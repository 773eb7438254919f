package dev.crema.plan;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be paid, by whom, to whom and with what: all that a plan is made of.
 *
 * @param type what kind of trade it is, a word of the host's; {@code sale}, {@code escrow} and {@code authorize} are
 *     known to the standard rules
 * @param payer the payer's account in the books; wallets are drawn on it
 * @param orders what is paid, at least one, all in one currency
 * @param tenders what it is paid with; at most one without an amount, which is all that the others leave
 * @param shares who gets parts of the orders
 * @param facts what else rules may ask for, for example {@code country} and {@code scene}
 */
public record Purchase(
        String type,
        AccountId payer,
        List<Order> orders,
        List<Tender> tenders,
        List<Share> shares,
        Map<String, String> facts) {
    private static final int MOST_ORDERS = 100;
    private static final int MOST_TENDERS = 10;
    private static final int MOST_SHARES = 200;
    private static final int MOST_FACTS = 16;

    public Purchase {
        orders = List.copyOf(orders);
        tenders = List.copyOf(tenders);
        shares = List.copyOf(shares);
        facts = Map.copyOf(facts);
        requireFacts(facts);
        if (!type.matches("[a-z][a-z0-9-]{0,31}")) {
            throw new InvalidRequestException(
                    "type", "\"" + type + "\": give 1 to 32 lower-case letters, digits and hyphens");
        }
        requireSize("order", orders.size(), 1, MOST_ORDERS);
        requireSize("tender", tenders.size(), 0, MOST_TENDERS);
        requireSize("share", shares.size(), 0, MOST_SHARES);
        if (orders.stream().map(Order::id).distinct().count() != orders.size()) {
            throw new InvalidRequestException("order", "one is named twice; give each order once");
        }
        if (tenders.stream().filter(tender -> tender.amount().isEmpty()).count() > 1) {
            throw new InvalidRequestException("tender", "two without an amount; give all but one an amount");
        }
    }

    private static void requireFacts(Map<String, String> facts) {
        requireSize("fact", facts.size(), 0, MOST_FACTS);
        facts.forEach((name, value) -> {
            if (!name.matches("[A-Za-z0-9_.-]{1,32}") || !value.matches("[^\\p{Cntrl}]{1,64}")) {
                throw new InvalidRequestException(
                        "fact", "give names of 1 to 32 letters, digits and . _ - and values of 1 to 64 characters");
            }
        });
    }

    private static void requireSize(String field, int size, int least, int most) {
        if (size < least || size > most) {
            throw new InvalidRequestException(field, "there are " + size + "; give " + least + " to " + most);
        }
    }

    /** What is paid in all. */
    public Money total() {
        return orders.stream().map(Order::amount).reduce(Money::plus).orElseThrow();
    }

    /**
     * The tenders, each with its amount; without any, all out of the wallet.
     *
     * @throws InvalidRequestException if they are less than the total
     * @throws AmountExceededException if they are more
     */
    public List<Tender> shared() {
        List<Tender> paying = tenders.isEmpty() ? List.of(Tender.wallet()) : tenders;
        Money left = paying.stream().flatMap(tender -> tender.amount().stream()).reduce(total(), Money::minus);
        boolean open = paying.stream().anyMatch(tender -> tender.amount().isEmpty());
        if (left.isNegative() || (open && left.isZero())) {
            throw new AmountExceededException(
                    "tender: the tenders are more than the " + total() + " that are paid; give less");
        }
        if (!open && !left.isZero()) {
            throw new InvalidRequestException(
                    "tender", left + " are left of " + total() + "; name a tender for the rest");
        }
        return paying.stream()
                .map(tender -> tender.amount().isPresent() ? tender : tender.of(left))
                .toList();
    }

    /** The parts of an order that others get, each with its amount; none of nothing. */
    List<Part> parts(Order order) {
        List<Part> parts = new ArrayList<>();
        shares.stream().filter(share -> share.order().equals(order.id())).forEach(share -> {
            Money part = share.of(order.amount());
            if (part.isPositive()) {
                parts.add(new Part(share.party(), part));
            }
        });
        return parts;
    }

    /**
     * What the payee gets of an order: all that the parts of others leave.
     *
     * @throws AmountExceededException if the parts are more than the order
     */
    Optional<Money> rest(Order order) {
        Money rest = parts(order).stream().map(Part::amount).reduce(order.amount(), Money::minus);
        if (rest.isNegative()) {
            throw new AmountExceededException("share: the shares are more than the " + order.amount() + " of order "
                    + order.id() + "; give less");
        }
        return Optional.of(rest).filter(Money::isPositive);
    }

    /** What one party gets of an order. */
    record Part(AccountId party, Money amount) {}

    /** The same, paid with these. */
    public Purchase paidWith(List<Tender> others) {
        return new Purchase(type, payer, orders, others, shares, facts);
    }

    /** The same, for these orders. */
    public Purchase ordering(List<Order> others) {
        return new Purchase(type, payer, others, tenders, shares, facts);
    }

    /** The same, with these shares. */
    public Purchase sharedOut(List<Share> others) {
        return new Purchase(type, payer, orders, tenders, others, facts);
    }
}
