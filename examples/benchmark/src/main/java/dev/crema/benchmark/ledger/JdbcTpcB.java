package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Caller;
import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.load.Timing;
import dev.crema.benchmark.server.Address;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** The statements of pgbench over JDBC, for machines that have no pgbench. */
final class JdbcTpcB implements TpcB {
    private static final int TELLERS = 10;
    private static final int ACCOUNTS = 100_000;
    private static final int FURTHEST = 5000;
    private static final String TABLES = """
            create table pgbench_branches (bid int primary key, bbalance int, filler char(88)) with (fillfactor = 100);
            create table pgbench_tellers (tid int primary key, bid int, tbalance int, filler char(84))
                with (fillfactor = 100);
            create table pgbench_accounts (aid int, bid int, abalance int, filler char(84)) with (fillfactor = 100);
            create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
            insert into pgbench_branches select i, 0, '' from generate_series(1, %1$d) i;
            insert into pgbench_tellers select i, (i - 1) / 10 + 1, 0, '' from generate_series(1, 10 * %1$d) i;
            insert into pgbench_accounts
            select i, (i - 1) / 100000 + 1, 0, '' from generate_series(1, 100000 * %1$d) i;
            alter table pgbench_accounts add primary key (aid);
            vacuum analyze
            """;

    @Override
    public String program() {
        return "the statements of pgbench over JDBC, since there is no pgbench on the path";
    }

    @Override
    public void fill(Address address, int scale) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES.formatted(scale).split(";\\s*\\n", -1)) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public Measured run(Address address, int scale, int clients, Timing timing) throws InterruptedException {
        return ClosedLoad.measure(number -> new Client(address.connect(), scale, new Random(number)), clients, timing);
    }

    private static final class Client implements Caller {
        private final Connection connection;
        private final int scale;
        private final Random random;
        private final PreparedStatement account;
        private final PreparedStatement read;
        private final PreparedStatement teller;
        private final PreparedStatement branch;
        private final PreparedStatement history;

        Client(Connection connection, int scale, Random random) throws SQLException {
            this.connection = connection;
            this.scale = scale;
            this.random = random;
            connection.setAutoCommit(false);
            account = connection.prepareStatement("update pgbench_accounts set abalance = abalance + ? where aid = ?");
            read = connection.prepareStatement("select abalance from pgbench_accounts where aid = ?");
            teller = connection.prepareStatement("update pgbench_tellers set tbalance = tbalance + ? where tid = ?");
            branch = connection.prepareStatement("update pgbench_branches set bbalance = bbalance + ? where bid = ?");
            history = connection.prepareStatement("""
                    insert into pgbench_history (tid, bid, aid, delta, mtime) values (?, ?, ?, ?, current_timestamp)
                    """);
        }

        @Override
        public void transact() throws SQLException {
            int aid = 1 + random.nextInt(ACCOUNTS * scale);
            int tid = 1 + random.nextInt(TELLERS * scale);
            int bid = 1 + random.nextInt(scale);
            int delta = random.nextInt(2 * FURTHEST + 1) - FURTHEST;
            execute(account, delta, aid);
            execute(read, aid);
            execute(teller, delta, tid);
            execute(branch, delta, bid);
            execute(history, tid, bid, aid, delta);
            connection.commit();
        }

        private static void execute(PreparedStatement statement, int... values) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                statement.setInt(i + 1, values[i]);
            }
            statement.execute();
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("a connection was left open", e);
            }
        }
    }
}
