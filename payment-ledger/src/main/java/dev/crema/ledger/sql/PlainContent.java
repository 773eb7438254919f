package dev.crema.ledger.sql;

import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reckons {@link Content#of} from what is stored, for journals that have no notes, draw on no hold and correct nothing.
 * Used by one thread.
 */
final class PlainContent {
    private static final byte[] LABEL = JournalRow.ascii("crema journal content\n");
    private static final byte[] EFFECTIVE = JournalRow.ascii("\neffective ");

    private final MessageDigest digest = Hash.sha256();
    private final byte[] hashed = new byte[32];
    private Integer[] order = {};

    /** Whether the journal's content is what its kind and lines make. */
    boolean is(JournalRow row) {
        if (row.levels()) {
            return is(row, false);
        }
        boolean own = row.day != WalkSql.dayOf(row.booked);
        // Whoever posted it may have named the day that it would have had anyway.
        return own ? is(row, true) : is(row, false) || is(row, true);
    }

    private boolean is(JournalRow row, boolean effective) {
        digest.update(LABEL);
        digest.update(row.kind);
        if (row.lines() == 2) {
            boolean swap = compare(row, 1, 0) < 0;
            update(row, swap ? 1 : 0);
            update(row, swap ? 0 : 1);
        } else {
            updateSorted(row);
        }
        if (effective) {
            digest.update(EFFECTIVE);
            digest.update(JournalRow.ascii(LocalDate.ofEpochDay(row.day).toString()));
        }
        Fingerprint.finish(digest, hashed);
        return Arrays.equals(hashed, row.content);
    }

    private void updateSorted(JournalRow row) {
        if (order.length != row.lines()) {
            order = new Integer[row.lines()];
        }
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (one, other) -> compare(row, one, other));
        for (int i : order) {
            update(row, i);
        }
    }

    private static int compare(JournalRow row, int one, int other) {
        JournalRow.Posting a = row.line(one);
        JournalRow.Posting b = row.line(other);
        int byAccount = Arrays.compareUnsigned(
                row.postings, a.account, accountEnd(row, a), row.postings, b.account, accountEnd(row, b));
        return byAccount != 0 ? byAccount : Long.compare(a.amount, b.amount);
    }

    private void update(JournalRow row, int index) {
        JournalRow.Posting line = row.line(index);
        digest.update((byte) '\n');
        digest.update(row.postings, line.account, accountEnd(row, line) - line.account);
        digest.update((byte) ' ');
        digest.update(row.postings, line.amountText, line.amountEnd + 1 - line.amountText);
        digest.update(row.postings, line.currency, line.currencyEnd - line.currency);
    }

    /** On which of its rows an account was booked is no part of the content, but of what moved between them. */
    private static int accountEnd(JournalRow row, JournalRow.Posting line) {
        return row.levels() ? line.accountEnd : row.pathEnd(line);
    }
}
