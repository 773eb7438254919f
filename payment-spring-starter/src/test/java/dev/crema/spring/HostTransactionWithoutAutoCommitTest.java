package dev.crema.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

/**
 * The same for a host whose pool hands out connections that commit nothing by themselves: what is written on one that
 * nobody commits is gone without a word.
 */
@OnEachDatabase
class HostTransactionWithoutAutoCommitTest extends HostTransactionTest {
    private HikariDataSource pool;

    HostTransactionWithoutAutoCommitTest(TestDatabase database) {
        super(database);
    }

    @Override
    DataSource dataSource(TestDatabase database) {
        pool = database.pool(settings -> settings.setAutoCommit(false));
        return pool;
    }

    @AfterEach
    void close() {
        pool.close();
    }
}
