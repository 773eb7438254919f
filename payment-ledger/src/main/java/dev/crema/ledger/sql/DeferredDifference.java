package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/** The part of {@link Difference} about legs that get their number later than their journal is posted. */
final class DeferredDifference {
    private static final String WAITING_OR_FOLDED = """
            select d.leg from crema_deferred d
            where d.scope = ? and d.account = ? and d.journal_id = ? and d.leg = ?
            union all
            select e.leg from crema_entry e
            where e.scope = ? and e.account = ? and e.journal_id = ? and e.leg = ?
            """;

    private final Walk walk;
    private final Connection connection;
    private final Connection lookups;
    private final Sums sums;
    private final JournalRow journal;

    DeferredDifference(Walk walk, Connection connection, Connection lookups, Sums sums) {
        this.walk = walk;
        this.connection = connection;
        this.lookups = lookups;
        this.sums = sums;
        this.journal = new JournalRow(walk.sql);
    }

    void find() throws SQLException {
        findUnfit();
        findMissing();
    }

    /** What waits and does not fit its journal. */
    private void findUnfit() throws SQLException {
        String query = "select d.scope, d.account, " + walk.sql.id("d.journal_id")
                + ", d.leg, d.amount_minor, d.digest from crema_deferred d where {scope d}";
        walk.stream(connection, query, row -> {
            byte[] id = row.getBytes(3);
            if (sums.isZero(id)) {
                return;
            }
            int leg = row.getInt(4);
            boolean there = Difference.lookUpJournal(lookups, journal, id);
            if (!there || !fits(leg, row)) {
                walk.find(
                        Kind.DEFERRED_WRONG,
                        row.getString(1),
                        row.getString(2),
                        0,
                        there ? journal.referenceText() : EntryRow.uuid(id).toString(),
                        there ? "what its journal says" : "its journal",
                        "leg " + leg + " with amount " + row.getLong(5) + ", waiting");
            }
        });
    }

    private boolean fits(int leg, ResultSet row) throws SQLException {
        int index = leg - journal.firstLeg();
        if (index < 0 || index >= journal.lines()) {
            return false;
        }
        JournalRow.Posting line = journal.line(index);
        return line.number == 0
                && line.amount == row.getLong(5)
                && journal.accountText(line).equals(row.getString(2))
                && Arrays.equals(journal.digest(), row.getBytes(6));
    }

    /** What should wait, or should have been folded, and is neither. */
    private void findMissing() throws SQLException {
        JournalRow row = new JournalRow(walk.sql);
        walk.stream(connection, JournalWalk.query(walk.sql), columns -> {
            row.read(columns);
            for (int i = 0; i < row.lines() && !sums.isZero(row.id); i++) {
                if (row.line(i).number == 0 && !isThere(row, row.line(i), row.firstLeg() + i)) {
                    walk.find(
                            Kind.ENTRY_MISSING,
                            row.scopeText(),
                            row.accountText(row.line(i)),
                            0,
                            row.referenceText(),
                            "leg " + (row.firstLeg() + i) + " of this journal, waiting or folded",
                            "neither");
                }
            }
        });
    }

    private boolean isThere(JournalRow row, JournalRow.Posting line, int leg) throws SQLException {
        try (PreparedStatement statement = lookups.prepareStatement(WAITING_OR_FOLDED)) {
            for (int i = 1; i <= 5; i += 4) {
                statement.setString(i, row.scopeText());
                statement.setString(i + 1, row.accountText(line));
                statement.setObject(i + 2, walk.sql.parameter(EntryRow.uuid(row.id)));
                statement.setInt(i + 3, i == 1 ? leg : leg + DeferredTable.FOLDED_LEGS);
            }
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }
}
