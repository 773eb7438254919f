package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.LedgerInvariants;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The host's transaction is REPEATABLE READ and has looked at the accounts before somebody else changed them. Some
 * databases then refuse to lock what changed, others lock it and go on showing the old; the books must never act on the
 * old.
 */
@OnEachDatabase
class HostSnapshotTest {
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final Money ALL = Money.of("CNY", "10.00");

    private final TestDatabase server;
    private final Scope scope;
    private final HikariDataSource strict;
    private final TestHost host;
    private final SqlLedger others;
    private final SqlLedger ledger;

    HostSnapshotTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
        this.strict = server.pool(config -> config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ"));
        this.host = new TestHost(strict);
        Database own = Database.on(server.dataSource(), HostTransaction.NONE);
        Schema.of(own).create();
        this.others = new SqlLedger(own, Clock.systemUTC());
        this.ledger = new SqlLedger(Database.on(host, host), Clock.systemUTC());
    }

    private static Journal move(String reference, String from, String to) {
        return move(reference, from, to, ALL);
    }

    private static Journal move(String reference, String from, String to, Money amount) {
        return Journal.of(reference).debit(from, amount).credit(to, amount).balanced();
    }

    @BeforeEach
    void annHasTen() {
        others.open(
                scope,
                List.of(
                        Account.asset("bank", "CNY"),
                        Account.liability(ANN.path(), "CNY").neverBelowZero()));
        others.post(scope, move("fill", "bank", ANN.path()));
    }

    @AfterEach
    void theBooksAreWhole() {
        strict.close();
        LedgerInvariants.check(server.dataSource());
    }

    /** What the call comes to in a host's transaction that has seen everything as it was before the others' work. */
    private Object afterASnapshot(Runnable othersWork, Supplier<?> call) throws SQLException {
        host.begin();
        ledger.balance(scope, ANN);
        ledger.journal(scope, new Reference("spend"));
        othersWork.run();
        try {
            Object outcome = call.get();
            host.commit();
            return outcome;
        } catch (PaymentException e) {
            host.rollBack();
            return e;
        }
    }

    @Test
    void F16_whatOthersPostedSinceIsARepeatAndNotJudgedByWhatItLeft() throws SQLException {
        Object outcome = afterASnapshot(
                () -> others.post(scope, move("spend", ANN.path(), "bank")),
                () -> ledger.post(scope, move("spend", ANN.path(), "bank")));

        assertThat(outcome).isInstanceOfAny(PostedJournal.class, ConcurrencyException.class);
        assertThat(others.balance(scope, ANN).balance()).isEqualTo(Money.of("CNY", "0.00"));
    }

    @Test
    void F16_aHoldThatOthersCapturedSinceIsNotOpenAnyMore() throws SQLException {
        others.hold(scope, ANN, new Reference("h"), ALL, null);

        Object outcome = afterASnapshot(
                () -> others.capture(scope, ANN, new Reference("h"), move("spend", ANN.path(), "bank"), true),
                () -> ledger.release(scope, ANN, new Reference("h")));

        assertThat(outcome).isInstanceOfAny(InvalidStateException.class, ConcurrencyException.class);
    }

    @Test
    void F16_whatOthersCapturedOfAHoldSinceIsNotCapturedAgain() throws SQLException {
        Reference hold = new Reference("h");
        others.hold(scope, ANN, hold, ALL, null);
        Money four = Money.of("CNY", "4.00");
        Money six = Money.of("CNY", "6.00");

        Object outcome = afterASnapshot(
                () -> others.capture(scope, ANN, hold, move("four", ANN.path(), "bank", four), false),
                () -> ledger.capture(scope, ANN, hold, move("six", ANN.path(), "bank", six), false));

        assertThat(outcome).isInstanceOfAny(PostedJournal.class, ConcurrencyException.class);
        if (outcome instanceof PostedJournal) {
            assertThat(others.hold(scope, ANN, hold, ALL, null).captured()).isEqualTo(ALL);
        }
    }

    @Test
    void F16_anAccountThatOthersOpenedSinceIsOpen() throws SQLException {
        Account bob = Account.liability("wallet:bob", "CNY");

        Object outcome = afterASnapshot(() -> others.open(scope, List.of(bob)), () -> {
            ledger.open(scope, List.of(bob));
            return bob;
        });

        assertThat(outcome).isInstanceOfAny(Account.class, ConcurrencyException.class);
    }
}
