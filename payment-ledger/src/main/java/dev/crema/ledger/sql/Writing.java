package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.sql.Command.Post;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a batch has decided to write, before it is written at once. Used by one thread. */
final class Writing {
    /** A journal with what is stored of the request it came from. */
    record JournalRow(Scope scope, Hash content, @Nullable JournalId linkedTo, PostedJournal posted) {
        static JournalRow of(Post post, PostedJournal posted) {
            return new JournalRow(post.scope(), post.content(), post.linkedTo(), posted);
        }
    }

    /** An entry with the scope and link of its chain. */
    record EntryRow(Scope scope, Entry entry, Hash hash) {
        /** The row of {@code crema_account} whose entry it is. */
        AccountKey key() {
            return AccountKey.of(scope, entry);
        }

        LocalDate bookedOn() {
            return LocalDate.ofInstant(entry.bookedAt(), ZoneOffset.UTC);
        }

        boolean isDisplaced() {
            return entry.effectiveOn().toEpochDay()
                    != Math.floorDiv(entry.bookedAt().getEpochSecond(), SECONDS_OF_DAY);
        }
    }

    /** A leg that gets its number and its entry later, with what the chain is then to bind of its journal. */
    record DeferredRow(
            AccountKey account,
            JournalId journal,
            int leg,
            long minor,
            Instant bookedAt,
            LocalDate effectiveOn,
            Hash digest) {}

    /** A hold as it is to become, and when it ended if it did. */
    record HoldRow(HoldKey key, Hold hold, Instant at) {}

    /** What a journal took of a hold. */
    record CaptureRow(HoldKey hold, JournalId journal, long minor) {}

    /** A journal that corrects another. */
    record CorrectionRow(JournalId original, int slot, JournalId correction) {}

    private static final long SECONDS_OF_DAY = 86_400;

    final List<JournalRow> journals = new ArrayList<>();
    final List<EntryRow> entries = new ArrayList<>();
    final SortedMap<AccountKey, AccountRow.Change> accounts = new TreeMap<>();
    final List<DeferredRow> deferred = new ArrayList<>();
    final List<DeferredRow> folded = new ArrayList<>();
    final Map<HoldKey, HoldRow> placed = new LinkedHashMap<>();
    final Map<HoldKey, HoldRow> changed = new LinkedHashMap<>();
    final List<SettledTransfer> transfers = new ArrayList<>();
    final List<CaptureRow> captures = new ArrayList<>();
    final List<CorrectionRow> corrections = new ArrayList<>();

    /** The accounts as they become. */
    List<AccountRow> left() {
        return accounts.values().stream().map(AccountRow.Change::after).toList();
    }

    /** Whether there are but journals, entries, accounts and transfers. */
    boolean isBookingsOnly() {
        return deferred.isEmpty()
                && folded.isEmpty()
                && placed.isEmpty()
                && changed.isEmpty()
                && captures.isEmpty()
                && corrections.isEmpty()
                && entries.stream().noneMatch(EntryRow::isDisplaced)
                && journals.stream().allMatch(row -> row.posted().notes().isEmpty());
    }

    boolean isEmpty() {
        // A hold that was placed and ended in one batch leaves its account as it was.
        return journals.isEmpty() && accounts.isEmpty() && placed.isEmpty() && changed.isEmpty();
    }
}
