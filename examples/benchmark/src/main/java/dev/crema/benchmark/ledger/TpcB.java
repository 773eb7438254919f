package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.load.Timing;
import dev.crema.benchmark.server.Address;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The TPC-B-like transaction that PostgreSQL is measured with everywhere: three balances changed, one read, one row of
 * history, in five statements.
 */
interface TpcB {
    /** What it is run by, with its version. */
    String program();

    /** Makes and fills the tables: so many branches, ten times as many tellers, 100,000 times as many accounts. */
    void fill(Address address, int scale) throws IOException, InterruptedException, SQLException;

    /** Runs it once. */
    Measured run(Address address, int scale, int clients, Timing timing)
            throws IOException, InterruptedException, SQLException;

    /** By the program pgbench where it is installed, else the same statements over JDBC. */
    static TpcB onThisMachine() throws InterruptedException {
        try {
            return PgBench.installed();
        } catch (IOException notInstalled) {
            return new JdbcTpcB();
        }
    }
}
