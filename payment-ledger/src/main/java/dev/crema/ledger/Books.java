package dev.crema.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PostingRules;
import dev.crema.ledger.sql.Database;
import dev.crema.ledger.sql.Durability;
import dev.crema.ledger.sql.PaymentRecords;
import dev.crema.ledger.sql.Schema;
import dev.crema.ledger.sql.SqlLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/**
 * The records of payments and the ledger beneath them, on the host's own database. Thread-safe; any number of
 * applications may work on one database.
 */
public final class Books extends PaymentRecords implements AutoCloseable {
    private static final int EMBEDDED_CONNECTIONS = 8;

    private final Ledger ledger;
    private final ChartOfAccounts chart;
    private final PostingRules rules;
    private final Durability durability;
    private final AutoCloseable pool;

    private Books(Database database, SqlLedger ledger, BooksOptions options, AutoCloseable pool) {
        super(database, ledger, options.host(), options.chart(), options.rules());
        this.ledger = Ledger.on(ledger);
        this.chart = options.chart();
        this.rules = options.rules();
        this.durability = database.durability();
        this.pool = pool;
    }

    /**
     * Books on a data source whose tables are there.
     *
     * @throws ConfigurationException if the tables are missing, older or newer, or if the database would lose
     *     acknowledged commits; the message names the remedy
     */
    public static Books on(DataSource dataSource) {
        return on(dataSource, BooksOptions.DEFAULT);
    }

    /**
     * Books on a data source.
     *
     * @param dataSource a pool of the host; it stays the host's and is never closed here
     * @throws ConfigurationException if the database can not keep the books safely; the message names the remedy
     */
    public static Books on(DataSource dataSource, BooksOptions options) {
        return open(dataSource, options, () -> {});
    }

    /**
     * Books in a directory of their own, in an embedded H2 database: to try things out. What was acknowledged survives the
     * sudden death of the process, but H2 may keep a part of what was not; {@link #durability()} says so.
     *
     * @param directory where the files are; made if it is not there
     */
    public static Books embedded(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ConfigurationException("directory " + directory + " can not be made: " + e.getMessage(), e);
        }
        HikariConfig config = new HikariConfig();
        // Without this H2 delays its writes and forgets acknowledged commits when the process is killed.
        config.setJdbcUrl("jdbc:h2:file:" + directory.toAbsolutePath().resolve("crema") + ";WRITE_DELAY=0");
        config.setMaximumPoolSize(EMBEDDED_CONNECTIONS);
        config.setPoolName("crema");
        HikariDataSource pool = new HikariDataSource(config);
        try {
            return open(pool, BooksOptions.DEFAULT.creatingSchema(), pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static Books open(DataSource dataSource, BooksOptions options, AutoCloseable pool) {
        Database database = options.allowNonDurable()
                ? Database.allowingNonDurable(dataSource, options.host())
                : Database.on(dataSource, options.host());
        Schema schema = Schema.of(database);
        if (options.createSchema()) {
            schema.create();
        } else {
            schema.check();
        }
        return new Books(database, new SqlLedger(database, options.clock()), options, pool);
    }

    /** The ledger in which these books are kept. */
    public Ledger ledger() {
        return ledger;
    }

    /** What accounts are that payments open as they meet them. */
    public ChartOfAccounts chart() {
        return chart;
    }

    /** What is booked when something happens: by payments themselves, and by the host for what only it knows of. */
    public PostingRules rules() {
        return rules;
    }

    /** What is known of the database's durability. */
    public Durability durability() {
        return durability;
    }

    /** Lets go of the embedded database; does nothing where the data source is the host's. */
    @Override
    public void close() {
        try {
            pool.close();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded database could not be closed", e);
        }
    }
}
