package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.books.HostTransaction;
import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
    private static DataSource h2(String url) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:" + url);
        dataSource.setUser("sa");
        return dataSource;
    }

    private static Durability of(DataSource dataSource) {
        return Database.on(dataSource, HostTransaction.NONE).durability();
    }

    @Test
    void F11_aFileDatabaseOfH2ThatDelaysItsWritesIsRefusedWithTheRemedy(@TempDir Path folder) {
        assertThatThrownBy(() -> of(h2(folder.resolve("books").toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("WRITE_DELAY", "500", ";WRITE_DELAY=0", "allowNonDurable");
    }

    @Test
    void F11_withTheRemedyAppliedItIsDurable(@TempDir Path folder) {
        assertThat(of(h2(folder.resolve("books") + ";WRITE_DELAY=0")).isDurable())
                .isTrue();
    }

    /** The file remembers the setting, and lists it, but does not act on it. */
    @Test
    void F11_aFileThatWasOnceOpenedDurablyAndNowIsNotIsRefused(@TempDir Path folder) throws SQLException {
        try (Connection once = h2(folder.resolve("books") + ";WRITE_DELAY=0").getConnection()) {
            assertThat(once.isValid(1)).isTrue();
        }
        assertThatThrownBy(() -> of(h2(folder.resolve("books").toString()))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void F11_whoeverAcceptsTheLossSaysSo(@TempDir Path folder) {
        DataSource lossy = h2(folder.resolve("books").toString());
        assertThat(Database.allowingNonDurable(lossy, HostTransaction.NONE)
                        .durability()
                        .level())
                .isEqualTo(Durability.Level.NON_DURABLE);
    }

    @Test
    void F11_aDatabaseInMemoryIsLetPassAndSaidToBeOne() {
        assertThat(of(h2("mem:durability")).level()).isEqualTo(Durability.Level.IN_MEMORY);
        assertThat(of(h2("nioMemFS:durability")).level()).isEqualTo(Durability.Level.IN_MEMORY);
    }

    @Test
    void F11_postgresqlWithoutSynchronousCommitIsDegraded() {
        try (TestDatabase server = TestDatabase.Kind.POSTGRESQL.create();
                HikariDataSource lossy =
                        server.pool(config -> config.setConnectionInitSql("set synchronous_commit = off"))) {
            assertThat(of(lossy).level()).isEqualTo(Durability.Level.DEGRADED);
            assertThat(of(lossy).findings()).singleElement().asString().contains("synchronous_commit");
        }
    }

    @Test
    void F11_theServerOfTheTestsHasTheDurabilityOfProduction() {
        try (TestDatabase server = TestDatabase.Kind.POSTGRESQL.create()) {
            assertThat(of(server.dataSource()).findings()).isEmpty();
        }
    }

    @Test
    void A10_anH2DatabaseThatTakesDifferentKeysForEqualIsRefused() {
        assertThatThrownBy(() -> of(h2("mem:folding;IGNORECASE=TRUE")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("IGNORECASE");
        assertThatThrownBy(() -> of(h2("mem:collating;INIT=SET COLLATION ENGLISH")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("COLLATION");
    }

    @Test
    void aConnectionThatReadsUncommittedRowsIsRefused() {
        assertThatThrownBy(() -> of(h2(
                        "mem:dirty;INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ UNCOMMITTED")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("READ COMMITTED");
    }
}
