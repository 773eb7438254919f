package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Caller;
import dev.crema.benchmark.load.Contestant;
import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Double entry as everybody writes it first, and well: both accounts locked in order, two entries with their running
 * balances, two updates, commit. A reference is unique by the primary key of the entries. Each caller has a connection of
 * its own and keeps its four statements prepared, so it is not held back by anything but its plan.
 */
final class NaiveBank implements Bank {
    private static final String[] TABLES = {"""
        create table naive_account (
            id      integer not null primary key,
            balance bigint  not null check (balance >= 0)
        )
        """, """
        create table naive_entry (
            reference varchar(64) not null,
            leg       integer     not null,
            account   integer     not null,
            amount    bigint      not null,
            balance   bigint      not null,
            booked_at bigint      not null,
            primary key (reference, leg)
        )
        """};
    private static final String FILL = "insert into naive_account (id, balance) values (?, ?)";
    private static final String LOCK =
            "select id, balance from naive_account where id in (?, ?) order by id for update";
    private static final String INSERT = """
            insert into naive_entry (reference, leg, account, amount, balance, booked_at)
            values (?, 1, ?, ?, ?, ?), (?, 2, ?, ?, ?, ?)
            """;
    private static final String UPDATE = "update naive_account set balance = ? where id = ?";
    private static final String WRONG_BALANCES = """
            select count(*)
            from naive_account a left join (
                select account, sum(amount) as total from naive_entry group by account) e on e.account = a.id
            where a.balance <> %d + coalesce(e.total, 0)
            """.formatted(FUNDS);
    private static final String ENTRIES = "select count(*) from naive_entry";

    private final Address address;
    private final LongAdder acknowledged = new LongAdder();

    private NaiveBank(Address address) {
        this.address = address;
    }

    /** Opens the bank on an empty database. */
    static NaiveBank open(Address address) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            connection.setAutoCommit(false);
            try (PreparedStatement fill = connection.prepareStatement(FILL)) {
                for (int i = 0; i < Pattern.ACCOUNTS; i++) {
                    fill.setInt(1, i);
                    fill.setLong(2, FUNDS);
                    fill.addBatch();
                }
                fill.executeBatch();
            }
            connection.commit();
        }
        return new NaiveBank(address);
    }

    @Override
    public Contestant transfers(Pattern pattern) {
        long run = System.nanoTime();
        return number -> new Clerk(address.connect(), pattern, run + "-" + number, new Random(number));
    }

    @Override
    public void check() throws SQLException {
        long wrong = Rows.number(address, WRONG_BALANCES);
        long entries = Rows.number(address, ENTRIES);
        if (wrong > 0 || entries != 2 * acknowledged.sum()) {
            throw new AssertionError("naive: " + wrong + " balances are not the sum of their entries, and there are "
                    + entries + " entries for " + acknowledged.sum() + " transfers");
        }
    }

    @Override
    public void close() {}

    private final class Clerk implements Caller {
        private final Connection connection;
        private final Pattern pattern;
        private final String name;
        private final Random random;
        private final PreparedStatement lock;
        private final PreparedStatement insert;
        private final PreparedStatement update;
        private final @Nullable PreparedStatement sync; // on H2, where a commit is durable only then
        private long count;

        Clerk(Connection connection, Pattern pattern, String name, Random random) throws SQLException {
            this.connection = connection;
            this.pattern = pattern;
            this.name = name;
            this.random = random;
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            this.lock = connection.prepareStatement(LOCK);
            this.insert = connection.prepareStatement(INSERT);
            this.update = connection.prepareStatement(UPDATE);
            boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
            this.sync = h2 ? connection.prepareStatement("checkpoint sync") : null;
        }

        @Override
        public void transact() throws SQLException {
            Pattern.Transfer transfer = pattern.next(random);
            lock.setInt(1, transfer.from());
            lock.setInt(2, transfer.to());
            long from = 0;
            long to = 0;
            try (ResultSet rows = lock.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(1) == transfer.from()) {
                        from = rows.getLong(2) - transfer.amountMinor();
                    } else {
                        to = rows.getLong(2) + transfer.amountMinor();
                    }
                }
            }
            if (from < 0) {
                throw new IllegalStateException("account " + transfer.from() + " has too little");
            }
            write(transfer, from, to);
            connection.commit();
            if (sync != null) {
                sync.execute();
            }
            acknowledged.increment();
        }

        private void write(Pattern.Transfer transfer, long from, long to) throws SQLException {
            String reference = name + "-" + count++;
            long now = System.currentTimeMillis();
            entry(0, reference, transfer.from(), -transfer.amountMinor(), from, now);
            entry(5, reference, transfer.to(), transfer.amountMinor(), to, now);
            insert.executeUpdate();
            update(transfer.from(), from);
            update(transfer.to(), to);
        }

        private void entry(int at, String reference, int account, long amount, long balance, long now)
                throws SQLException {
            insert.setString(at + 1, reference);
            insert.setInt(at + 2, account);
            insert.setLong(at + 3, amount);
            insert.setLong(at + 4, balance);
            insert.setLong(at + 5, now);
        }

        private void update(int account, long balance) throws SQLException {
            update.setLong(1, balance);
            update.setInt(2, account);
            update.executeUpdate();
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
