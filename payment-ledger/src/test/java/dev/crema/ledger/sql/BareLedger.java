package dev.crema.ledger.sql;

import dev.crema.books.HostTransaction;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * The ledger without two of the things that make it one: entries are not chained, and nobody looks whether a reference
 * was posted before. For measuring what these cost, and for nothing else.
 */
public final class BareLedger {
    private BareLedger() {}

    /** On a database whose tables are there. */
    public static SqlLedger on(DataSource dataSource) {
        Database database = Database.on(dataSource, HostTransaction.NONE);
        Batch batch =
                new Batch(database.dialect(), new Unprobed(database.dialect().batch()), Unchained::new);
        return new SqlLedger(
                database, Clock.systemUTC(), ThreadLocalRandom.current().nextInt(), batch);
    }

    private static final class Unchained extends Chain {
        @Override
        Hash next(AccountRow account, Entry entry, Hash journal) {
            return Hash.NONE;
        }
    }

    private static final class Unprobed extends DelegatedBatch {
        Unprobed(BatchSql sql) {
            super(sql);
        }

        @Override
        void lockAndProbe(
                Connection connection,
                SortedSet<AccountKey> accounts,
                Collection<JournalId> journals,
                Patience patience,
                boolean own,
                Found found)
                throws SQLException {
            super.lockAndProbe(connection, accounts, List.of(), patience, own, found);
        }
    }
}
