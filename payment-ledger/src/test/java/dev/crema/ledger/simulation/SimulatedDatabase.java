package dev.crema.ledger.simulation;

import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;

/** A database in memory that can be emptied, which is much faster than making another one. */
public final class SimulatedDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final JdbcConnectionPool pool;
    private final List<String> tables;

    public SimulatedDatabase() {
        pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:simulation" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=500",
                "sa",
                "");
        Books.on(pool, BooksOptions.DEFAULT.creatingSchema()).close();
        tables = Jdbi.create(pool)
                .withHandle(handle -> handle.createQuery("""
                        select table_name from information_schema.tables
                        where table_schema = 'PUBLIC' order by table_name
                        """)
                        .mapTo(String.class)
                        .filter(table -> handle.createQuery("select count(*) from " + table)
                                        .mapTo(int.class)
                                        .one()
                                == 0)
                        .list());
    }

    /** As it was when it was new. */
    void clear() {
        Jdbi.create(pool).useHandle(handle -> tables.forEach(table -> handle.execute("truncate table " + table)));
    }

    DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be shut down", e);
        } finally {
            pool.dispose();
        }
    }
}
