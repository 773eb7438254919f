package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker itself is checked: books that somebody tampered with behind the library's back do not pass. */
@OnEachDatabase
class LedgerInvariantsTest {
    private final TestDatabase database;

    LedgerInvariantsTest(TestDatabase database) {
        this.database = database;
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (database.kind() == TestDatabase.Kind.POSTGRESQL) {
                statement.execute("set session_replication_role = replica"); // past the triggers
            } else if (database.kind() == TestDatabase.Kind.H2) {
                statement.execute("drop trigger if exists crema_entry_append_only");
                statement.execute("drop trigger if exists crema_journal_append_only");
            } else {
                statement.execute("drop trigger if exists crema_entry_not_changed");
                statement.execute("drop trigger if exists crema_journal_not_changed");
            }
            for (String each : statements) {
                statement.execute(each);
            }
            if (database.kind() == TestDatabase.Kind.POSTGRESQL) {
                statement.execute("set session_replication_role = default");
            }
        }
    }

    private void refused(String rule, String tamper, String mend) throws SQLException {
        LedgerInvariants.check(database.dataSource());
        execute(List.of(tamper));
        assertThatThrownBy(() -> LedgerInvariants.check(database.dataSource()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(rule);
        execute(List.of(mend));
        LedgerInvariants.check(database.dataSource());
    }

    @Test
    void I01_I02_I03_I04_I14_tamperedBooksAreNoticed() throws SQLException {
        Ledger ledger = Ledger.createOn(database.dataSource());
        ledger.open(Account.asset("bank", "CNY"), Account.liability("wallet:ann", "CNY"));
        Money ten = Money.of("CNY", "10.00");
        ledger.post(Journal.of("j").debit("bank", ten).credit("wallet:ann", ten).balanced());
        ledger.hold(new AccountId("wallet:ann"), new Reference("h"), Money.of("CNY", "4.00"));

        String bankEntry = " where account = 'bank'";
        refused(
                "I-01",
                "update crema_entry set amount_minor = 999, balance_minor = 999" + bankEntry,
                "update crema_entry set amount_minor = 1000, balance_minor = 1000" + bankEntry);
        refused(
                "I-02",
                "update crema_account set balance_minor = 999 where account = 'bank'",
                "update crema_account set balance_minor = 1000 where account = 'bank'");
        refused(
                "I-03 running",
                "update crema_entry set balance_minor = 999" + bankEntry,
                "update crema_entry set balance_minor = 1000" + bankEntry);
        refused(
                "I-03 what is held",
                "update crema_account set held_minor = 1 where account = 'wallet:ann'",
                "update crema_account set held_minor = 400 where account = 'wallet:ann'");
        refused(
                "I-14",
                "update crema_entry set number = 2" + bankEntry,
                "update crema_entry set number = 1" + bankEntry);
        refused(
                "each journal has at least two entries",
                "update crema_journal set scope = 'other'",
                "update crema_journal set scope = 'default'");
        execute(List.of(
                "alter table crema_account drop constraint if exists crema_account_floor",
                "alter table crema_account drop constraint if exists crema_account_limits"));
        refused(
                "I-04",
                "update crema_account set floor_minor = 700 where account = 'wallet:ann'",
                "update crema_account set floor_minor = null where account = 'wallet:ann'");
    }
}
