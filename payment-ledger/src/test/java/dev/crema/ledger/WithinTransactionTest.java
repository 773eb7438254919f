package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host that keeps a transaction of its own on a plain connection, with its own rows beside the ledger's. */
@OnEachDatabase
class WithinTransactionTest {
    private final TestDatabase database;
    private final Scope scope;
    private final Ledger ledger;

    WithinTransactionTest(TestDatabase database) {
        this.database = database;
        this.scope = database.scope();
        this.ledger = Ledger.createOn(database.dataSource()).in(scope);
    }

    @BeforeEach
    void open() throws SQLException {
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());
        execute("create table host_order (id varchar(20) primary key)");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("drop table host_order");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long orders() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from host_order")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static Journal deposit(String reference, String amount) {
        Money money = Money.of("CNY", amount);
        return Journal.of(reference)
                .debit("bank", money)
                .credit("wallet:ann", money)
                .balanced();
    }

    private static Journal spend(String reference, String amount) {
        Money money = Money.of("CNY", amount);
        return Journal.of(reference)
                .debit("wallet:ann", money)
                .credit("bank", money)
                .balanced();
    }

    @Test
    void aConnectionThatWentBackToAutoCommitIsRefusedBeforeAnythingIsWritten() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Ledger within = ledger.in(connection);
            within.post(deposit("deposit-1", "1.00"));
            connection.commit();
            connection.setAutoCommit(true);

            assertThatThrownBy(() -> within.post(deposit("deposit-2", "1.00")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("setAutoCommit(false)");
        }
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(Money.of("CNY", "1.00"));
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void inTransaction(boolean commit, Work work) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try {
                work.on(connection);
                if (commit) {
                    connection.commit();
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void order(Connection connection, String id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into host_order (id) values ('" + id + "')");
        }
    }

    @Test
    void F17_whatIsPostedBecomesTrueWithTheCallersRows() throws SQLException {
        inTransaction(true, connection -> {
            order(connection, "o1");
            ledger.in(connection).post(deposit("j1", "10.00"));
        });
        assertThat(orders()).isEqualTo(1);
        assertThat(ledger.balance("wallet:ann").available()).isEqualTo(Money.of("CNY", "10.00"));
    }

    @Test
    void F17_whatIsPostedVanishesWithTheCallersRows() throws SQLException {
        inTransaction(false, connection -> {
            order(connection, "o1");
            ledger.in(connection).post(deposit("j1", "10.00"));
            assertThat(ledger.in(connection).balance("wallet:ann").available()).isEqualTo(Money.of("CNY", "10.00"));
        });
        assertThat(orders()).isZero();
        assertThat(ledger.journal(new Reference("j1"))).isEmpty();
        assertThat(ledger.balance("wallet:ann").available()).isEqualTo(Money.of("CNY", "0.00"));
    }

    @Test
    void afterARefusalTheCallersTransactionGoesOn() throws SQLException {
        inTransaction(true, connection -> {
            Ledger within = ledger.in(connection);
            within.post(deposit("j1", "10.00"));
            assertThatThrownBy(() -> within.post(spend("j2", "10.01"))).isInstanceOf(InsufficientFundsException.class);
            within.post(spend("j3", "4.00"));
            order(connection, "o1");
        });
        assertThat(orders()).isEqualTo(1);
        assertThat(ledger.balance("wallet:ann").available()).isEqualTo(Money.of("CNY", "6.00"));
        LedgerInvariants.check(database.dataSource());
    }

    @Test
    void aConnectionInAutoCommitModeIsNoTransaction() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            assertThatThrownBy(() -> ledger.in(connection)).isInstanceOf(ConfigurationException.class);
        }
    }
}
