package dev.crema.ledger.journal;

import static java.util.Objects.requireNonNull;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Side;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A journal to be posted: debits and credits that are equal in each currency.
 *
 * <pre>{@code
 * Journal.of("order-1001").kind("top-up")
 *     .debit("channel:alipay-main:clearing", Money.of("CNY", "18.39"))
 *     .debit("fees:channel", Money.of("CNY", "0.11"))
 *     .credit("merchant:cafe", Money.of("CNY", "18.50"))
 *     .balanced();
 * }</pre>
 *
 * @param reference the caller's own id of it; posting again with the same content changes nothing
 * @param kind what it is an instance of, for reports: 1 to 32 characters out of {@code A-Z a-z 0-9 . _ : -}
 * @param description for people; up to 200 characters, may be empty, and is no part of the content
 * @param effective the day on which it counts, if not the day (in UTC) on which it will be booked; in the years 1000
 *     to 9999
 * @param notes the caller's own words about it, by which it can be found; see {@link Notes}
 * @param lines 2 to 1000
 */
public record Journal(
        Reference reference,
        String kind,
        String description,
        @Nullable LocalDate effective,
        Map<String, String> notes,
        List<Line> lines) {
    private static final int MOST_LINES = 1000;
    // What every database can store.
    private static final LocalDate FIRST_DAY = LocalDate.of(1000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final int LONGEST_DESCRIPTION = 200;
    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9._:-]{1,32}");

    /**
     * Refuses what is no journal.
     *
     * @throws InvalidRequestException for the field {@code lines} if there are too few or too many, if debits and credits
     *     differ, or if an account is on both sides; for {@code kind} and {@code description} if the text is not fit;
     *     for the effective day if no database could store it
     * @throws AmountExceededException if one side adds up to more than can be counted
     */
    public Journal {
        requireNonNull(reference, "reference");
        lines = List.copyOf(lines);
        notes = Notes.sound(notes);
        if (!KIND.matcher(kind).matches()) {
            throw new InvalidRequestException("kind", "is not 1 to 32 letters, digits and . _ : -");
        }
        if (description.length() > LONGEST_DESCRIPTION) {
            throw new InvalidRequestException(
                    "description",
                    "has " + description.length() + " characters; at most " + LONGEST_DESCRIPTION + " are allowed");
        }
        Notes.requireStorable("description", description);
        if (lines.size() < 2 || lines.size() > MOST_LINES) {
            throw new InvalidRequestException(
                    "lines", "are " + lines.size() + "; a journal has 2 to " + MOST_LINES + " debits and credits");
        }
        if (effective != null && (effective.isBefore(FIRST_DAY) || effective.isAfter(LAST_DAY))) {
            throw new InvalidRequestException(
                    "effectiveOn", effective + " is not between " + FIRST_DAY + " and " + LAST_DAY);
        }
        requireOneSideEach(lines);
        requireBalanced(lines);
    }

    private static void requireOneSideEach(List<Line> lines) {
        Map<AccountId, Side> sides = new HashMap<>();
        for (Line line : lines) {
            Side other = sides.putIfAbsent(line.account(), line.side());
            if (other != null && other != line.side()) {
                throw new InvalidRequestException(
                        "lines", line.account() + " is debited and credited; money does not move to where it is");
            }
        }
    }

    private static void requireBalanced(List<Line> lines) {
        Map<Currency, Money> debits = new TreeMap<>();
        Map<Currency, Money> credits = new TreeMap<>();
        for (Line line : lines) {
            Map<Currency, Money> side = line.side() == Side.DEBIT ? debits : credits;
            side.merge(line.amount().currency(), line.amount(), Money::plus);
        }
        SortedSet<Currency> currencies = new TreeSet<>(debits.keySet());
        currencies.addAll(credits.keySet());
        for (Currency currency : currencies) {
            Money debit = debits.getOrDefault(currency, Money.zero(currency));
            Money credit = credits.getOrDefault(currency, Money.zero(currency));
            if (!debit.equals(credit)) {
                throw new InvalidRequestException(
                        "lines",
                        "debits of " + debit + " and credits of " + credit + " differ by " + debit.minus(credit)
                                + "; they must be equal");
            }
        }
    }

    /** Begins a journal with this reference. */
    public static Draft of(String reference) {
        return of(new Reference(reference));
    }

    /** Begins a journal with this reference. */
    public static Draft of(Reference reference) {
        return new Draft(reference);
    }

    /** The day on which it counts, if not the day (in UTC) on which it will be booked. */
    public Optional<LocalDate> effectiveOn() {
        return Optional.ofNullable(effective);
    }

    /** The accounts it touches, in the order in which accounts are locked. */
    public SortedSet<AccountId> accounts() {
        SortedSet<AccountId> accounts = new TreeSet<>();
        lines.forEach(line -> accounts.add(line.account()));
        return accounts;
    }

    /** A journal while it is being written. Not safe for use by many threads. */
    public static final class Draft {
        private final Reference reference;
        private final List<Line> lines = new ArrayList<>();
        private String kind = "journal";
        private String description = "";
        private @Nullable LocalDate effective;
        private final Map<String, String> notes = new LinkedHashMap<>();

        private Draft(Reference reference) {
            this.reference = reference;
        }

        public Draft kind(String kind) {
            this.kind = kind;
            return this;
        }

        public Draft describedAs(String description) {
            this.description = description;
            return this;
        }

        /** Counts it to another day than the one on which it will be booked. */
        public Draft effectiveOn(LocalDate day) {
            this.effective = day;
            return this;
        }

        /** Adds a word by which it can be found; see {@link Notes}. */
        public Draft note(String name, String content) {
            notes.put(name, content);
            return this;
        }

        /**
         * The legs in the middle of an exchange: what is given goes to the position in its currency, what is got comes
         * from the position in the other one. So each currency balances by itself, and what the positions hold against
         * each other is the gain or loss of the exchange.
         *
         * @param positions the path above the positions: with {@code fx}, 10.00 USD are credited to {@code fx:USD}
         */
        public Draft exchange(String positions, Money given, Money got) {
            return credit(position(positions, given), given).debit(position(positions, got), got);
        }

        private static AccountId position(String positions, Money amount) {
            String code = amount.currency().code();
            int unit = code.indexOf('/');
            return new AccountId(positions + ":" + (unit < 0 ? code : code.substring(0, unit)));
        }

        public Draft debit(String account, Money amount) {
            return debit(new AccountId(account), amount);
        }

        public Draft debit(AccountId account, Money amount) {
            lines.add(new Line(account, Side.DEBIT, amount));
            return this;
        }

        public Draft credit(String account, Money amount) {
            return credit(new AccountId(account), amount);
        }

        public Draft credit(AccountId account, Money amount) {
            lines.add(new Line(account, Side.CREDIT, amount));
            return this;
        }

        /**
         * The finished journal.
         *
         * @throws InvalidRequestException as {@link Journal} itself does, above all if it does not balance
         */
        public Journal balanced() {
            return new Journal(reference, kind, description, effective, notes, lines);
        }
    }
}
