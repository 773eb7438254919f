package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.server.Address;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A ledger on PostgreSQL in the state that is worst for it: its statements were planned when the tables were almost
 * empty, and since then there was much traffic and no vacuum, so that dead rows lie everywhere and no statistics tell.
 */
final class Bloat {
    private static final int CALLERS = 16;
    private static final int ACCOUNT_UPDATES = 50;
    private static final long MOST_COPIES = 40;
    private static final String[] NEGLECT = {
        "alter table crema_account set (autovacuum_enabled = off)",
        "alter table crema_journal set (autovacuum_enabled = off)",
        "alter table crema_entry set (autovacuum_enabled = off)",
        "analyze"
    };
    private static final String[] COPY = {
        "create temporary table some_journals as select * from crema_journal limit 50000",
        "create temporary table some_entries as select * from crema_entry limit 100000",
        // What guards the books does not fire for a replica, and is there for everyone else.
        "set session_replication_role = replica",
    };
    private static final String[] DIE = {
        "update some_journals set scope = 'gone-%1$d', journal_id = gen_random_uuid()",
        "update some_entries set scope = 'gone-%1$d'",
        "insert into crema_journal select * from some_journals",
        "insert into crema_entry select * from some_entries",
        "delete from crema_journal where scope = 'gone-%1$d'",
        "delete from crema_entry where scope = 'gone-%1$d'",
    };

    private Bloat() {}

    /** Opens a bank on an empty database and lets its tables go to seed. */
    static CremaBank open(Address address, Size size) throws SQLException, InterruptedException {
        CremaBank.open(address).close();
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            execute(statement, NEGLECT, 0);
            CremaBank bank = CremaBank.reopen(address);
            for (Pattern pattern : Pattern.values()) {
                ClosedLoad.measure(bank.transfers(pattern), CALLERS, size.timing());
            }
            execute(statement, COPY, 0);
            for (int i = 0; i < ACCOUNT_UPDATES; i++) {
                statement.execute("update crema_account set held_minor = held_minor");
            }
            for (int i = 0; i < Math.min(MOST_COPIES, size.pastEntries() / 50_000); i++) {
                execute(statement, DIE, i);
            }
            return bank;
        }
    }

    private static void execute(Statement statement, String[] all, int number) throws SQLException {
        for (String sql : all) {
            statement.execute(sql.formatted(number));
        }
    }
}
