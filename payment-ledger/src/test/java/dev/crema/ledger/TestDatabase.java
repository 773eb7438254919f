package dev.crema.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crema.context.Scope;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A new, empty database of one kind behind a small pool, for one test class; closing it drops it. Tests of one class
 * share it and stay apart by a {@link #scope()} of their own.
 *
 * <p>For a test class that runs on each kind see {@link OnEachDatabase}.
 */
public final class TestDatabase implements AutoCloseable {
    /** The kinds that money is tested on. */
    public enum Kind {
        H2,
        POSTGRESQL,
        MARIADB;

        /**
         * One with the tables of the library and nothing in them. It may have been used before; closing it keeps it for the
         * next test, which takes a tenth of the time of a new one.
         */
        public TestDatabase ready() {
            return ReadyDatabases.take(this);
        }

        /** A new database of this kind. */
        public TestDatabase create() {
            String name = "crema_" + RUN + "_" + COUNT.incrementAndGet();
            return switch (this) {
                case H2 -> new TestDatabase(this, H2_URL.formatted(name), "sa", "DROP ALL OBJECTS");
                case POSTGRESQL -> PostgreSqlServer.create(this, name);
                case MARIADB -> MariaDbServer.create(this, name);
            };
        }
    }

    /** A new one in memory, whose data source keeps what was prepared, which makes it about twice as fast. For one thread. */
    public static TestDatabase forOneThread() {
        TestDatabase database = Kind.H2.create();
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(database.url);
        h2.setUser(database.user);
        h2.setPassword("");
        database.dataSource = new KeptConnections(h2);
        return database;
    }

    /** A database that somebody else has made, which stays when this is closed. The address names the user. */
    public static TestDatabase at(Kind kind, String url) {
        return new TestDatabase(kind, url, "", () -> {});
    }

    // A database that a hanging test has left behind is never taken for a new one.
    private static final String RUN = Long.toString(System.nanoTime(), Character.MAX_RADIX);

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String H2_URL = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=500";

    private final Kind kind;
    private final String url;
    private final String user;
    private final Dropping dropping;
    private final HikariDataSource pool;
    private DataSource dataSource;
    private final AtomicInteger scopes = new AtomicInteger();

    interface Dropping {
        void drop() throws SQLException;
    }

    private TestDatabase(Kind kind, String url, String user, String drop) {
        this(kind, url, user, () -> {
            try (Connection connection = DriverManager.getConnection(url, user, "");
                    Statement statement = connection.createStatement()) {
                statement.execute(drop);
                statement.execute("SHUTDOWN");
            }
        });
    }

    TestDatabase(Kind kind, String url, String user, Dropping dropping) {
        this.kind = kind;
        this.url = url;
        this.user = user;
        this.dropping = dropping;
        this.pool = pool(config -> config.setMaximumPoolSize(20));
        this.dataSource = pool;
    }

    /** The same one, with something else to do when it is closed. */
    TestDatabase again(Dropping closing) {
        return new TestDatabase(kind, url, user, closing);
    }

    Connection connect() throws SQLException {
        return user.isEmpty() ? DriverManager.getConnection(url) : DriverManager.getConnection(url, user, "");
    }

    void closePool() {
        pool.close();
    }

    void drop() throws SQLException {
        dropping.drop();
    }

    public Kind kind() {
        return kind;
    }

    /** A pool of up to 20 connections in auto-commit mode, as most hosts have one. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** A pool of the caller's own making, which the caller closes. Fails fast where nothing else is said. */
    public HikariDataSource pool(Consumer<HikariConfig> settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword("");
        }
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(10_000);
        settings.accept(config);
        return new HikariDataSource(config);
    }

    /** A scope that no other test on this database has. */
    public Scope scope() {
        return new Scope("test-" + scopes.incrementAndGet());
    }

    @Override
    public void close() {
        pool.close();
        try {
            dropping.drop();
        } catch (SQLException e) {
            throw new IllegalStateException("the test database could not be dropped", e);
        }
    }

    /** The name of the kind: what the report of a test run shows. */
    @Override
    public String toString() {
        return kind.name();
    }
}
