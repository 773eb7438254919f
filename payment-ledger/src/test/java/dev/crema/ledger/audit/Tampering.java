package dev.crema.ledger.audit;

import dev.crema.ledger.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Takes the triggers out of the way that keep rows from being changed: what a database's administrator can do. */
final class Tampering {
    private static final List<String> GUARDED = List.of(
            "crema_journal",
            "crema_entry",
            "crema_displaced",
            "crema_capture",
            "crema_correction",
            "crema_journal_note",
            "crema_closing",
            "crema_period",
            "crema_seal",
            "crema_seal_head");

    private Tampering() {}

    /** For the session on PostgreSQL, and for good elsewhere. */
    static void pastAllGuards(TestDatabase database, Statement statement) throws SQLException {
        if (database.kind() == TestDatabase.Kind.POSTGRESQL) {
            statement.execute("set session_replication_role = replica");
            return;
        }
        for (String table : GUARDED) {
            for (String guard : List.of("_append_only", "_not_changed", "_not_deleted")) {
                statement.execute("drop trigger if exists " + table + guard);
            }
        }
    }

    /** Before the connection goes back to its pool. */
    static void guardAgain(TestDatabase database, Statement statement) throws SQLException {
        if (database.kind() == TestDatabase.Kind.POSTGRESQL) {
            statement.execute("set session_replication_role = default");
        }
    }
}
