package dev.crema.ledger.model;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Balance;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An account of the model: its entries and its holds, from which everything else is added up anew each time. */
final class Book {
    Account account;
    /** What it was open as before it was constrained anew. */
    final Set<Account> was;

    AccountState state = AccountState.OPEN;
    final List<Entry> entries;
    final Map<Reference, Hold> holds;
    private final Instant openedAt;
    private @Nullable LocalDate closedThrough;

    Book(Account account, Instant openedAt, @Nullable LocalDate closedThrough) {
        this.account = account;
        this.closedThrough = closedThrough;
        this.openedAt = openedAt;
        this.was = new HashSet<>();
        this.entries = new ArrayList<>();
        this.holds = new LinkedHashMap<>();
    }

    Book(Book copied) {
        this.account = copied.account;
        this.state = copied.state;
        this.openedAt = copied.openedAt;
        this.closedThrough = copied.closedThrough;
        this.was = new HashSet<>(copied.was);
        this.entries = new ArrayList<>(copied.entries);
        this.holds = new LinkedHashMap<>(copied.holds);
    }

    /** Every balance is a sum; debits count as positive. */
    BigInteger sum() {
        BigInteger sum = BigInteger.ZERO;
        for (Entry entry : entries) {
            sum = sum.add(BigInteger.valueOf(entry.amount().minor()));
        }
        return sum;
    }

    BigInteger held() {
        BigInteger held = BigInteger.ZERO;
        for (Hold hold : holds.values()) {
            held = held.add(BigInteger.valueOf(hold.left().minor()));
        }
        return held;
    }

    /** The balance as its owner reads it: positive on the side on which it grows. */
    BigInteger normal() {
        return sum().multiply(BigInteger.valueOf(account.kind().normalSide().sign()));
    }

    BigInteger available() {
        return normal().subtract(held());
    }

    Balance balance() {
        return new Balance(account.id(), money(normal()), money(held()));
    }

    Money money(BigInteger minor) {
        return Money.ofMinor(account.currency(), countable(minor).longValueExact());
    }

    static BigInteger countable(BigInteger minor) {
        if (minor.bitLength() >= Long.SIZE) {
            throw new AmountExceededException(minor + " is more than can be counted");
        }
        return minor;
    }

    /** Time never stands still within an account. */
    Instant earliest() {
        Instant last =
                entries.isEmpty() ? openedAt : entries.get(entries.size() - 1).bookedAt();
        return last.plusNanos(1000);
    }

    /** Whether the account takes such a line, whatever its amount. */
    void requireOpenFor(Line line, LocalDate effectiveOn) {
        requireCurrency(line.amount());
        requireTakes(line.side());
        if (closedThrough != null && !effectiveOn.isAfter(closedThrough)) {
            throw new InvalidStateException("closed through " + closedThrough);
        }
    }

    /** Adds an entry: its number is the next, its balance is what is in the account after it. */
    Entry book(Line line, JournalId journal, int leg, Instant at, LocalDate effectiveOn) {
        BigInteger balance = countable(sum().add(BigInteger.valueOf(line.signedMinor())));
        Entry entry = new Entry(
                account.id(),
                entries.size() + 1L,
                journal,
                leg,
                Money.ofMinor(account.currency(), line.signedMinor()),
                money(balance),
                at,
                effectiveOn);
        entries.add(entry);
        return entry;
    }

    void requireCurrency(Money amount) {
        if (!amount.currency().equals(account.currency())) {
            throw new InvalidRequestException("currency", "nothing converts");
        }
    }

    /** Nothing counts to that day or an earlier one any more. */
    void close(LocalDate through) {
        closedThrough = through;
    }

    /** Whether such a line can be booked on any day to come. */
    void requireEverTakes(Line line) {
        requireCurrency(line.amount());
        requireSide(line.side());
        if (state == AccountState.CLOSED) {
            throw new InvalidStateException(state.name());
        }
    }

    private void requireSide(Side side) {
        if (account.constraint().onlySide().filter(only -> only != side).isPresent()) {
            throw new InvalidStateException("the other side only");
        }
    }

    private void requireTakes(Side side) {
        requireSide(side);
        boolean draws = side != account.kind().normalSide();
        boolean may =
                draws ? state == AccountState.OPEN : state == AccountState.OPEN || state == AccountState.NO_DRAWING;
        if (!may) {
            throw new InvalidStateException(state.name());
        }
    }

    void requireDrawable() {
        if (state != AccountState.OPEN) {
            throw new InvalidStateException(state.name());
        }
    }

    void requireWithinLimits() {
        countable(normal());
        countable(available());
        account.constraint().floor().ifPresent(floor -> {
            if (available().compareTo(BigInteger.valueOf(floor.minor())) < 0) {
                throw new InsufficientFundsException(available() + " of at least " + floor);
            }
        });
        account.constraint().ceiling().ifPresent(ceiling -> {
            if (normal().compareTo(BigInteger.valueOf(ceiling.minor())) > 0) {
                throw new AmountExceededException(normal() + " of at most " + ceiling);
            }
        });
    }

    /** What was in the account by some of its entries, on its normal side. */
    Money of(Predicate<Entry> counted) {
        BigInteger sum = BigInteger.ZERO;
        for (Entry entry : entries) {
            sum = counted.test(entry)
                    ? sum.add(BigInteger.valueOf(entry.amount().minor()))
                    : sum;
        }
        return money(sum.multiply(BigInteger.valueOf(account.kind().normalSide().sign())));
    }

    /** What a journal takes out of the account. */
    Money takenBy(Journal journal) {
        BigInteger taken = BigInteger.ZERO;
        for (Line line : journal.lines()) {
            if (line.account().equals(account.id())) {
                taken = taken.subtract(BigInteger.valueOf(line.signedMinor()));
            }
        }
        return money(
                taken.multiply(BigInteger.valueOf(account.kind().normalSide().sign())));
    }
}
