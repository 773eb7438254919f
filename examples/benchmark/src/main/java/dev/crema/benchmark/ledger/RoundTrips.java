package dev.crema.benchmark.ledger;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseServer;
import dev.crema.benchmark.server.TurnCounter;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.TestHost;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How often a journal in the host's own transaction waits for the server. Counted on the wire, after the statements have
 * been prepared; the host's own statements and its commit are not counted.
 */
final class RoundTrips implements Section {
    private static final int WARM_UP = 30;
    private static final int COUNTED = 31;

    @Override
    public void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        Address address = server.create("host");
        CremaBank.open(address).close();
        try (TurnCounter counter = TurnCounter.before(address.port());
                HikariDataSource pool = address.atPort(counter.port()).pool(2)) {
            TestHost host = new TestHost(pool);
            Ledger ledger = Ledger.on(host, host, Clock.systemUTC());
            Random random = new Random(1);
            List<Double> turns = new ArrayList<>();
            for (int i = 0; i < WARM_UP + COUNTED; i++) {
                double counted = turns(host, ledger, counter, "host-" + i, Pattern.UNIFORM.next(random));
                if (i >= WARM_UP) {
                    turns.add(counted);
                }
            }
            notebook.number(
                    server.kind() + " round trips in host transaction",
                    Figures.median(turns).orElseThrow());
        }
        server.drop("host");
    }

    private static long turns(
            TestHost host, Ledger ledger, TurnCounter counter, String reference, Pattern.Transfer transfer)
            throws SQLException {
        host.begin();
        try (Connection connection = host.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
        long before = counter.turns();
        ledger.post(CremaBank.journal(reference, transfer));
        long turns = counter.turns() - before;
        host.commit();
        return turns;
    }
}
