package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.context.Reference;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts of MySQL come with MySQL's driver, which crosses times, ids and texts in its own way. */
class ConnectorJTest {
    private static final AccountId ANN = new AccountId("wallet:ann");

    @ParameterizedTest
    @ValueSource(strings = {"rewriteBatchedStatements=true", "useServerPrepStmts=true&cachePrepStmts=true"})
    void booksKeptThroughMySqlsOwnDriverAreTheSame(String settings) {
        try (TestDatabase server = TestDatabase.Kind.MARIADB.create();
                HikariDataSource pool = server.pool(
                        config -> config.setJdbcUrl(config.getJdbcUrl().replace("jdbc:mariadb:", "jdbc:mysql:")
                                + "?connectionTimeZone=America/New_York&" + settings))) {
            Ledger ledger = Ledger.createOn(pool);
            ledger.open(
                    Account.asset("bank", "CNY"),
                    Account.liability(ANN.path(), "CNY").neverBelowZero());
            PostedJournal posted = ledger.post(deposit());
            ledger.hold(ANN, new Reference("h"), Money.of("CNY", "4.00"));
            Money three = Money.of("CNY", "3.00");
            ledger.capture(
                    ANN,
                    new Reference("h"),
                    Journal.of("taken").debit(ANN, three).credit("bank", three).balanced());

            assertThat(ledger.post(deposit())).isEqualTo(posted);
            assertThat(Ledger.on(server.dataSource()).journal(new Reference("deposit")))
                    .contains(posted);
            assertThat(ledger.balance(ANN).available()).isEqualTo(Money.of("CNY", "7.00"));
            LedgerInvariants.check(pool);
        }
    }

    private static Journal deposit() {
        Money ten = Money.of("CNY", "10.00");
        return Journal.of("deposit")
                .describedAs("Käffchen 咖啡 \uD83D\uDE00 \"x\\y\"\n")
                .note("order", "№ 1")
                .debit("bank", ten)
                .credit(ANN, ten)
                .balanced();
    }
}
