package dev.crema.ledger.report;

import dev.crema.context.Reference;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reading the books of a scope, and closing them. Got from {@code ledger.reports()}.
 *
 * <p>Two calendars are kept apart. A journal is <em>booked</em> at an instant, and what was booked until an instant that
 * is over never changes, but for journals that were under way at that very moment. It <em>counts</em> to a day, in UTC,
 * which may be an earlier or a later one; so a day's balances can still change until its period is closed.
 *
 * <p>Balances and statements show an account on its normal side, as its owner reads it; journals, trial balances and
 * exports count debits as positive.
 *
 * <p>Whatever names an account throws {@link dev.crema.failure.NotFoundException} if it is not open in this scope. Pages
 * hold 1 to 1000; they continue where the last one ended however much was booked in between.
 *
 * <p>Whatever only entries could tell that are not in the books any more, since a partition of them was archived, throws
 * {@link dev.crema.failure.InvalidStateException}: it names the first entry that is there, from whose time on all is known.
 *
 * <p>Safe for use by many threads. Not for implementation outside of this library.
 */
public interface Reports {
    /**
     * What was in the account at an instant: with all that was booked until then, that instant included. What waited to
     * be folded at the time counts from its fold on, as that is when it was booked.
     */
    Money balanceAt(AccountId account, Instant at);

    /**
     * What was in the account after the entry with this number; after none, if the number is 0.
     *
     * @throws dev.crema.failure.InvalidRequestException if there is no such entry
     */
    Money balanceAfter(AccountId account, long number);

    /** What was in the account at the end of a day, with all that counts to that day or an earlier one, folded or not. */
    Money balanceOn(AccountId account, LocalDate day);

    /**
     * What was booked in the account in a stretch of time.
     *
     * @param after the entry after which to begin; 0 for the first page
     * @param most how many lines at most
     */
    Statement statement(AccountId account, Span span, long after, int most);

    /**
     * The journals that were booked in a stretch of time, in that order.
     *
     * @param after {@link JournalPage#next} of the page before; empty for the first
     * @param most how many at most
     * @throws dev.crema.failure.InvalidRequestException for the field {@code after} if it was not got from a page
     */
    JournalPage journals(Span span, String after, int most);

    /** The journals with an entry in the account, in the order they were booked; pages as of {@link #journals}. */
    JournalPage journalsOf(AccountId account, String after, int most);

    /** The journals with this very note, in the order they were booked; pages as of {@link #journals}. */
    JournalPage journalsNoted(String name, String content, String after, int most);

    /**
     * The journals that correct this one: its adjustments in the order they were booked, and its reversal last. None if
     * there is none, or no such journal.
     */
    List<PostedJournal> correctionsOf(Reference original);

    /** The journal that was corrected by this one, which reverses or adjusts it; empty if it corrects none. */
    Optional<PostedJournal> correctedBy(Reference correction);

    /**
     * The journal that this one is linked to: the first of those it was posted with by {@code postLinked}. Empty for that
     * first one itself, and for one that was posted alone.
     */
    Optional<PostedJournal> linkedTo(Reference journal);

    /**
     * All accounts with what was in them at an instant. Where accounts are deferring, the sums are balanced but for what
     * waited to be folded at that instant; those of a day always are.
     */
    TrialBalance trialBalanceAt(Instant at);

    /** All accounts with what was in them at the end of a day, with all that counts to it or an earlier one. */
    TrialBalance trialBalanceOn(LocalDate day);

    /**
     * Closes the books through a day, for ever: from then on no journal can count to it or to an earlier one, and what
     * the accounts carry over is written down; what waits to be folded is folded before. Whoever is posting at the moment is waited for, so this is best done when
     * little else is. Safe to repeat.
     *
     * @param through a day that is over in UTC
     * @throws dev.crema.failure.InvalidStateException if a later day is closed already, or inside a transaction of the
     *     host's, which would keep everybody waiting for its end
     * @throws dev.crema.failure.InvalidRequestException for the field {@code through} if the day is not over
     */
    Closing close(LocalDate through);

    /** All closings, in the order of their days. */
    List<Closing> closings();

    /**
     * What the accounts carried over from a closed period, as written down when it was closed.
     *
     * @param endsOn the last day of the period
     * @throws dev.crema.failure.NotFoundException if no period ends on that day
     */
    TrialBalance carried(LocalDate endsOn);

    /** As {@link #export(Export, LongConsumer)}, for those who can wait without being told. */
    default void export(Export to) {
        export(to, journals -> {});
    }

    /**
     * Writes out the whole books, as they are at one moment however long it takes, with memory for a page of them. The
     * order is that of booking, and the same each time. The database keeps that moment's view open until the end: where
     * the books are large and busy, export from a replica.
     *
     * @param progress told how many journals were written so far, after each page
     * @throws java.io.UncheckedIOException if it cannot be written
     * @throws dev.crema.failure.InvalidStateException inside a transaction of the host's
     */
    void export(Export to, LongConsumer progress);
}
