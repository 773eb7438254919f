package dev.crema.ledger.sql;

import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.sql.Command.Correction;
import dev.crema.payment.PaymentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a batch has read under the locks of its accounts. Used by one thread. */
final class Found {
    private final Map<AccountKey, AccountRow> accounts = new HashMap<>();
    private final Map<JournalId, StoredJournal> journals = new HashMap<>();
    private final Map<AccountKey, AccountRow> unlocked = new HashMap<>();
    private final Map<AccountKey, List<Writing.DeferredRow>> deferred = new HashMap<>();
    private final Map<HoldKey, Hold> holds = new HashMap<>();
    private final Map<SettledTransfer.Key, PaymentId> taken = new HashMap<>();
    private final Map<JournalId, Map<String, String>> notes = new HashMap<>();
    private final Map<JournalId, List<Integer>> corrections = new HashMap<>();

    /** The accounts that are open, and locked. */
    Map<AccountKey, AccountRow> accounts() {
        return accounts;
    }

    /** Those of the journals asked for that were posted before. */
    Map<JournalId, StoredJournal> journals() {
        return journals;
    }

    /** Those of the holds asked for that were placed before. */
    Map<HoldKey, Hold> holds() {
        return holds;
    }

    /** The accounts that were read without a lock, as what is said of them is booked later. */
    Map<AccountKey, AccountRow> unlocked() {
        return unlocked;
    }

    /** What waits to be folded into accounts that are to be folded, the first of it. */
    Map<AccountKey, List<Writing.DeferredRow>> deferred() {
        return deferred;
    }

    /** The notes of journals that were posted before. */
    Map<JournalId, Map<String, String>> notes() {
        return notes;
    }

    /** The taken slots of journals that are to be corrected. */
    Map<JournalId, List<Integer>> corrections() {
        return corrections;
    }

    /** Those of the transfers' references that have been used before, and by which payment. */
    Map<SettledTransfer.Key, PaymentId> taken() {
        return taken;
    }

    AccountRow account(AccountKey key) {
        AccountRow row = accounts.get(key);
        if (row == null) {
            throw new NotFoundException("account: [" + key.id() + "] not open; open them first");
        }
        return row;
    }

    Map<String, String> notes(StoredJournal journal) {
        return notes.getOrDefault(journal.id(), Map.of());
    }

    /** The hold as the latest of the layers has it. */
    @Nullable
    Hold hold(HoldKey key, Map<HoldKey, Hold> batch, Map<HoldKey, Hold> step) {
        @Nullable Hold hold = step.get(key);
        if (hold == null) {
            hold = batch.get(key);
        }
        return hold == null ? holds.get(key) : hold;
    }

    /** The next free slot of the original, or its one slot for a reversal. */
    Writing.CorrectionRow correction(Correction correction, JournalId by, List<Writing.CorrectionRow> sofar) {
        List<Integer> taken = new ArrayList<>(corrections.getOrDefault(correction.original(), List.of()));
        sofar.stream()
                .filter(row -> row.original().equals(correction.original()))
                .forEach(row -> taken.add(row.slot()));
        if (taken.contains(0)) {
            throw new InvalidStateException("original: journal " + correction.original() + " is reversed already");
        }
        int slot = correction.reversal()
                ? 0
                : 1 + taken.stream().mapToInt(it -> it).max().orElse(0);
        return new Writing.CorrectionRow(correction.original(), slot, by);
    }
}
