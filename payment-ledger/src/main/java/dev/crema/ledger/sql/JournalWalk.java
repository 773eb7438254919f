package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;

/** Walks the journals in whatever order the database likes to give them. Used by one thread. */
final class JournalWalk {
    private final Walk walk;
    private final Connection connection;
    private final Fingerprint fingerprint;
    private final PlainContent plain = new PlainContent();
    private final JournalRow row;

    long journals;

    JournalWalk(Walk walk, Connection connection) {
        this.walk = walk;
        this.connection = connection;
        this.fingerprint = new Fingerprint(walk.key);
        this.row = new JournalRow(walk.sql);
    }

    static String query(WalkSql sql) {
        return "select " + sql.journalColumns("j") + " from crema_journal j where {scope j}";
    }

    /**
     * Takes what the journals say of their entries from one sum, and adds those to the other that are not explained by
     * their lines alone.
     */
    void run(Sums entries, Sums attached) throws SQLException {
        int[] untold = new int[1];
        walk.stream(connection, query(walk.sql), columns -> {
            take(row.read(columns), entries, attached);
            untold[0] += row.lines();
            if (untold[0] >= 10_000) {
                walk.walked(untold[0]);
                untold[0] = 0;
            }
        });
        walk.walked(untold[0]);
    }

    private void take(boolean wellFormed, Sums entries, Sums attached) {
        journals++;
        if (!wellFormed) {
            find(walk, row, Kind.JOURNAL_CHANGED, "postings, one entry a line", EntryRow.text(row.postings));
        } else if (!row.balances()) {
            find(walk, row, Kind.JOURNAL_UNBALANCED, "debits equal to credits", EntryRow.text(row.postings));
        } else if (!row.hasItsId()) {
            find(
                    walk,
                    row,
                    Kind.JOURNAL_CHANGED,
                    "the scope and reference that its id follows from",
                    row.scopeText() + " " + row.referenceText());
        }
        if (!plain.is(row)) {
            fingerprint.journal(row.content).numbers(row.id, 0, 0, 0, 0, 0, 0).addTo(attached, row.id, true);
        }
        byte[] digest = row.digest();
        for (int i = 0; i < row.lines(); i++) {
            JournalRow.Posting line = row.line(i);
            boolean deferred = line.number == 0;
            fingerprint
                    .journal(digest)
                    .numbers(
                            row.id,
                            line.number,
                            row.firstLeg() + i,
                            deferred ? 0 : row.day,
                            line.amount,
                            deferred ? 0 : line.balance,
                            deferred ? 0 : row.booked)
                    .name(row.scope)
                    .name(row.postings, line.account, line.accountEnd - line.account)
                    .name(row.postings, line.currency, line.currencyEnd - line.currency)
                    .addTo(entries, row.id, false);
        }
    }

    /** Tells it at the first entry of the journal, if it has one. */
    static void find(Walk walk, JournalRow row, Kind kind, String expected, String found) {
        String account = "";
        long number = 0;
        for (int i = 0; i < row.lines(); i++) {
            String other = row.accountText(row.line(i));
            if (account.isEmpty() || other.compareTo(account) < 0) {
                account = other;
                number = row.line(i).number;
            }
        }
        walk.find(kind, row.scopeText(), account, number, row.referenceText(), expected, found);
    }
}
