package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.money.Money;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transaction of the host's has opened an account and is not committed: no row shows it yet, and its key is taken. */
@Timeout(180)
class OccupiedAccountTest {
    @Test
    void whoeverOpensWhatAnOpenTransactionHasOpenedIsToldAfterAWhileAndCanGoOnLater() throws Exception {
        try (TestDatabase server = TestDatabase.Kind.POSTGRESQL.create()) {
            Scope scope = server.scope();
            Database database = Database.on(server.dataSource(), HostTransaction.NONE);
            Schema.of(database).create();
            SqlLedger ledger = new SqlLedger(database, Clock.systemUTC());
            List<Account> wallet = List.of(Account.liability("wallet", "CNY").neverBelowZero());
            try (Connection host = server.dataSource().getConnection()) {
                host.setAutoCommit(false);
                ledger.within(host).open(scope, wallet);

                assertThatThrownBy(() -> ledger.open(scope, wallet))
                        .isInstanceOf(ConcurrencyException.class)
                        .hasMessageContaining("nothing was written");

                host.rollback();
            }
            ledger.open(scope, wallet);
            assertThat(ledger.balance(scope, wallet.get(0).id()).balance()).isEqualTo(Money.of("CNY", "0.00"));
        }
    }
}
