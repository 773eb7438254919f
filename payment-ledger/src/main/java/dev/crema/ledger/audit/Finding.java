package dev.crema.ledger.audit;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A place that does not fit. Texts are as they stand in the database, where they may not even be well-formed any more.
 *
 * @param kind what is wrong
 * @param scope whose books
 * @param account in which account; empty where it is in none
 * @param number which entry of it; 0 for the account as a whole
 * @param journal the reference of the journal it is about, or its id if there is no such journal; empty for none
 * @param expected what should stand there
 * @param found what stands there
 */
public record Finding(
        Kind kind, String scope, String account, long number, String journal, String expected, String found)
        implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing((Finding it) -> it.kind == Kind.CLOSING_WRONG)
            .thenComparing(it -> it.account.isEmpty())
            .thenComparing(Finding::scope)
            .thenComparing(Finding::account)
            .thenComparingLong(it -> it.number == 0 ? Long.MAX_VALUE : it.number)
            .thenComparing(Finding::kind)
            .thenComparing(it -> it.journal.isEmpty()) // who knows the journal knows more
            .thenComparing(Finding::journal);

    /** What is wrong. Where several are at one place, the first of these is told. */
    public enum Kind {
        /** An account's row is gone although there are entries in it. */
        ACCOUNT_MISSING,
        /** An entry belongs to no journal. */
        JOURNAL_MISSING,
        /** An entry that its journal knows nothing of. */
        ENTRY_INSERTED,
        /** An entry that its journal, the account or a seal knows of is gone. */
        ENTRY_MISSING,
        /** An entry says something else than its journal does. */
        ENTRY_CHANGED,
        /** A journal says something else than it did when it was posted. */
        JOURNAL_CHANGED,
        /** A journal's debits and credits are not equal. */
        JOURNAL_UNBALANCED,
        /** The notes, the capture or the correction of a journal are not those it was posted with. */
        ATTACHMENT_CHANGED,
        /** A running balance is not the one before it plus the amount. */
        BALANCE_WRONG,
        /** An entry was not booked after the one before it. */
        TIME_WRONG,
        /** An entry's hash is not that of what it says. */
        CHAIN_BROKEN,
        /** The list of entries with a day of their own does not agree with the entries. */
        DISPLACED_WRONG,
        /** A leg that waits for its number says something else than its journal does. */
        DEFERRED_WRONG,
        /** An account's row does not agree with its last entry. */
        ACCOUNT_CHANGED,
        /** What is held in an account or was captured of a hold does not add up. */
        HOLD_WRONG,
        /** A seal is missing, was changed, or is not the one that was published. */
        SEAL_BROKEN,
        /** What was carried over from a closed period, or which days are closed, does not follow from the books. */
        CLOSING_WRONG
    }

    /**
     * By place: accounts in their order, entries in theirs, and what is in no account last. After all of them comes what
     * was carried over, as a wrong entry makes that wrong too.
     */
    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /** The earlier of the two; null is no place. */
    public static @Nullable Finding first(@Nullable Finding one, @Nullable Finding other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public String toString() {
        return kind + " in " + scope
                + (account.isEmpty() ? "" : ", account " + account)
                + (number == 0 ? "" : ", entry " + number)
                + (journal.isEmpty() ? "" : ", journal " + journal) + ": expected " + expected + ", found " + found;
    }
}
