package dev.crema.ledger.chart;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An event that happened, with its amounts and accounts. Immutable.
 *
 * <pre>{@code
 * Occurrence.of(StandardEvents.DISPUTE_OPENED)
 *     .amount("amount", Money.of("EUR", "80.00")).amount("fee", Money.of("EUR", "15.00"))
 *     .text("channel", "stripe-eu")
 * }</pre>
 *
 * @param event what happened
 * @param description for people, up to 200 characters, may be empty
 * @param amounts by their names; all in one currency, and none negative unless the event says that it may be
 * @param accounts by their names
 * @param texts by their names
 * @param legs the parts of a split, in order, none negative
 */
public record Occurrence(
        PostingEvent event,
        String description,
        Map<String, Money> amounts,
        Map<String, AccountId> accounts,
        Map<String, String> texts,
        List<Leg> legs) {
    /** What one party of a split gets. */
    public record Leg(AccountId party, Money part) {}

    /**
     * Refuses what the event does not know.
     *
     * @throws InvalidRequestException for the field that is called so
     */
    public Occurrence {
        amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
        accounts = Map.copyOf(accounts);
        texts = Map.copyOf(texts);
        legs = List.copyOf(legs);
        requireKnown(event, amounts.keySet(), event.amounts());
        requireKnown(event, accounts.keySet(), event.accounts());
        requireKnown(event, texts.keySet(), event.texts());
        amounts.forEach(
                (name, amount) -> requireSign(name, amount, event.signed().contains(name)));
        legs.forEach(leg -> requireSign(PostingEvent.PART, leg.part(), false));
        if (!legs.isEmpty() && !event.splits()) {
            throw new InvalidRequestException("legs", event + " has none; leave them out");
        }
    }

    private static void requireKnown(PostingEvent event, Set<String> given, Set<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw new InvalidRequestException(name, "is not known of " + event + "; give " + known);
            }
        }
    }

    private static void requireSign(String name, Money amount, boolean signed) {
        if (amount.isNegative() && !signed) {
            throw new InvalidRequestException(name, amount + " is negative; give zero or more");
        }
    }

    /** One of which nothing is told yet. */
    public static Occurrence of(PostingEvent event) {
        return new Occurrence(event, "", Map.of(), Map.of(), Map.of(), List.of());
    }

    /** The same, with words for people. */
    public Occurrence describedAs(String description) {
        return new Occurrence(event, description, amounts, accounts, texts, legs);
    }

    /** The same, with one of its amounts. */
    public Occurrence amount(String name, Money amount) {
        return new Occurrence(event, description, more(amounts, name, amount), accounts, texts, legs);
    }

    /** The same, with one of its accounts. */
    public Occurrence account(String name, AccountId account) {
        return new Occurrence(event, description, amounts, more(accounts, name, account), texts, legs);
    }

    /** The same, with one of its accounts. */
    public Occurrence account(String name, String account) {
        return account(name, new AccountId(account));
    }

    /** The same, with a part of accounts' names. */
    public Occurrence text(String name, String text) {
        return new Occurrence(event, description, amounts, accounts, more(texts, name, text), legs);
    }

    /** The same, with one more leg. */
    public Occurrence leg(AccountId party, Money part) {
        List<Leg> all = new ArrayList<>(legs);
        all.add(new Leg(party, part));
        return legs(all);
    }

    /** The same, with these legs instead of those it has. */
    public Occurrence legs(List<Leg> legs) {
        return new Occurrence(event, description, amounts, accounts, texts, legs);
    }

    private static <T> Map<String, T> more(Map<String, T> some, String name, T value) {
        Map<String, T> more = new LinkedHashMap<>(some);
        more.put(name, value);
        return more;
    }

    /**
     * The one currency of all amounts, once everything is told.
     *
     * @throws InvalidRequestException for the field that is missing, or for {@code currency} if there are several
     */
    Currency currency() {
        requireAll(event.amounts(), amounts.keySet());
        requireAll(event.accounts(), accounts.keySet());
        requireAll(event.texts(), texts.keySet());
        List<Money> all = new ArrayList<>(amounts.values());
        legs.forEach(leg -> all.add(leg.part()));
        if (all.isEmpty()) {
            throw new InvalidRequestException("legs", "of " + event + " are missing; give at least one");
        }
        // The first that differs is refused in words of its own.
        return all.stream()
                .reduce(Money.zero(all.get(0).currency()), Occurrence::sameCurrency)
                .currency();
    }

    private static Money sameCurrency(Money one, Money other) {
        one.compareTo(other);
        return one;
    }

    private void requireAll(Set<String> known, Set<String> given) {
        for (String name : known) {
            if (!given.contains(name)) {
                throw new InvalidRequestException(name, "of " + event + " is missing; give it");
            }
        }
    }
}
