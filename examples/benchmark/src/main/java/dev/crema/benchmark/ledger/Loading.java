package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.Address;
import dev.crema.context.Scope;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.sql.ReadyRows;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Fills the ledger's tables on PostgreSQL faster than the ledger can, with what it would have written. */
final class Loading {
    private static final long ENTRIES_TOGETHER = 10_000;
    private static final String[] BEFORE = {
        "set synchronous_commit = off", "alter table crema_journal drop constraint crema_journal_key"
    };
    private static final String[] AFTER = {
        "alter table crema_journal add constraint crema_journal_key primary key (journal_id)", "vacuum analyze"
    };

    private final Address address;
    private final DataSource dataSource;
    private final Instant begin;
    private final Instant end;

    /** Journals are booked between these two instants. */
    Loading(Address address, DataSource dataSource, Instant begin, Instant end) {
        this.address = address;
        this.dataSource = dataSource;
        this.begin = begin;
        this.end = end;
    }

    /**
     * Loads so many journals of about so many entries each. While lines are copied, the next ones are made.
     *
     * @param making the journals, numbered from 0
     */
    void load(long journals, int entriesEach, LongFunction<Journal> making) throws Exception {
        int together = (int) Math.max(1, ENTRIES_TOGETHER / entriesEach);
        Duration step = Duration.between(begin, end).dividedBy(journals / together + 2);
        ReadyRows rows = ReadyRows.of(dataSource, Scope.DEFAULT);
        ExecutorService copier = Executors.newSingleThreadExecutor();
        try (Connection connection = address.connect()) {
            execute(connection, BEFORE);
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            Future<Long> copied = copier.submit(() -> 0L);
            for (long first = 0; first < journals; first += together) {
                List<Journal> batch = LongStream.range(first, Math.min(journals, first + together))
                        .mapToObj(making)
                        .toList();
                StringBuilder journalLines = new StringBuilder();
                StringBuilder entryLines = new StringBuilder();
                rows.post(batch, begin.plus(step.multipliedBy(first / together + 1)), journalLines, entryLines);
                copied.get();
                copied = copier.submit(() ->
                        copy(copies, ReadyRows.JOURNALS, journalLines) + copy(copies, ReadyRows.ENTRIES, entryLines));
            }
            copied.get();
            rows.finish(connection);
            execute(connection, AFTER);
        } finally {
            copier.shutdown();
        }
    }

    private static long copy(CopyManager copies, String table, StringBuilder lines) throws Exception {
        return copies.copyIn("copy " + table + " from stdin", new StringReader(lines.toString()));
    }

    private static void execute(Connection connection, String[] all) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : all) {
                statement.execute(sql);
            }
        }
    }
}
