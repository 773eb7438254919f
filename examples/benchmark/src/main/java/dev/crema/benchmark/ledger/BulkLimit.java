package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Latencies;
import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.server.Address;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * As fast as these tables can be filled at all on PostgreSQL: one writer, one statement for every 1,000 journals, and
 * everything known beforehand. What is written are the ledger's own rows, copied from where it had posted them, so the
 * books are whole afterwards, hashes and all.
 */
final class BulkLimit {
    private final List<RowBatch> batches;
    private final String statement;

    private BulkLimit(List<RowBatch> batches, String statement) {
        this.batches = batches;
        this.statement = statement;
    }

    /** Reads what the ledger has posted there besides the funds, ready to be written elsewhere. */
    static BulkLimit copiedFrom(Address posted) throws SQLException {
        try (Connection connection = posted.connect()) {
            PostedRows rows = PostedRows.in(connection);
            return new BulkLimit(rows.batches(connection), rows.statement());
        }
    }

    /** Writes all of it to a database that is as the other was before it was posted there. */
    Measured run(Address address) throws SQLException {
        try (Connection connection = address.connect();
                PreparedStatement write = connection.prepareStatement(statement)) {
            connection.setAutoCommit(false);
            Latencies latencies = new Latencies();
            long journals = 0;
            long begin = System.nanoTime();
            for (RowBatch batch : batches) {
                long before = System.nanoTime();
                batch.bind(connection, write);
                write.execute();
                connection.commit();
                latencies.record(System.nanoTime() - before);
                journals += batch.journals();
            }
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            return Measured.of(journals * 1e9 / time.toNanos(), latencies);
        }
    }
}
