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
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    void F11_withTheRemedyAppliedItIsLetPassAndSaidToBeNoneForRealMoney(@TempDir Path folder) {
        Durability durability = of(h2(folder.resolve("books") + ";WRITE_DELAY=0"));
        assertThat(durability.level()).isEqualTo(Durability.Level.DEGRADED);
        assertThat(durability.findings()).singleElement().asString().contains("a part of a transaction", "PostgreSQL");
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
    void F11_mariadbThatFlushesItsLogOnlyNowAndThenIsDegraded() throws SQLException {
        try (TestDatabase server = TestDatabase.Kind.MARIADB.create()) {
            Map<String, String> lossy = Map.of("innodb_flush_log_at_trx_commit", "2", "sync_binlog", "0");
            for (Map.Entry<String, String> setting : lossy.entrySet()) {
                execute(server, "set global " + setting.getKey() + " = " + setting.getValue());
                try {
                    assertThat(of(server.dataSource()).level()).isEqualTo(Durability.Level.DEGRADED);
                    assertThat(of(server.dataSource()).findings())
                            .singleElement()
                            .asString()
                            .contains(setting.getKey() + " = " + setting.getValue(), "set it to 1");
                } finally {
                    execute(server, "set global " + setting.getKey() + " = 1");
                }
            }
        }
    }

    private static void execute(TestDatabase server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void F11_theServersOfTheTestsHaveTheDurabilityOfProduction(TestDatabase.Kind kind) {
        try (TestDatabase server = kind.create()) {
            assertThat(of(server.dataSource()).findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set sql_mode = 'ANSI_QUOTES' | STRICT_TRANS_TABLES",
                "set check_constraint_checks = 0 | check_constraint_checks",
                "set binlog_format = STATEMENT | binlog_format",
            })
    void A10_mariadbThatCutsValuesToFitOrChecksNothingIsRefused(String setting, String remedy) {
        try (TestDatabase server = TestDatabase.Kind.MARIADB.create();
                HikariDataSource lax = server.pool(config -> config.setConnectionInitSql(setting))) {
            assertThatThrownBy(() -> of(lax))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(remedy);
        }
    }

    @Test
    void aDriverThatHidesHowManyRowsAStatementFoundIsRefused() {
        try (TestDatabase server = TestDatabase.Kind.MARIADB.create();
                HikariDataSource miscounting =
                        server.pool(config -> config.setJdbcUrl(config.getJdbcUrl() + "?useAffectedRows=true"))) {
            assertThatThrownBy(() -> of(miscounting))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("useAffectedRows");
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
