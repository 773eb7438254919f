package dev.crema.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.audit.Finding.Kind;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was carried over from closed periods, and which days are closed, cannot be changed unseen. */
@OnEachDatabase
class ClosingAuditTest {
    private static final LocalDate MARCH = LocalDate.of(2020, 3, 1);

    private final TestDatabase database;
    private TamperedBooks books;

    ClosingAuditTest(TestDatabase database) {
        this.database = database;
        this.books = new TamperedBooks(database);
    }

    @BeforeEach
    void closedBooks() {
        books = new TamperedBooks(database);
        books.ledger.reports().close(MARCH);
    }

    private Finding found() {
        return books.verify().first().orElseThrow(() -> new AssertionError("nothing was found"));
    }

    private void requireFound(String account, String expected, String found) {
        assertThat(found().kind()).as(found().toString()).isEqualTo(Kind.CLOSING_WRONG);
        assertThat(found().account()).isEqualTo(account);
        assertThat(found().expected()).isEqualTo(expected);
        assertThat(found().found()).isEqualTo(found);
    }

    @Test
    void I14_aBalanceThatWasCarriedIsNamedWhenItIsChanged() throws SQLException {
        assertThat(books.verify().first()).isEmpty();
        books.tamper("update crema_closing set balance_minor = balance_minor + 777 where {scope} and account = 'fees'");
        requireFound("fees", "carried over -100 on " + MARCH, "677");
    }

    @Test
    void I14_aBalanceThatWasCarriedIsNamedWhenItIsGoneOrAddedOrMoved() throws SQLException {
        books.tamper("delete from crema_closing where {scope} and account = 'wallet:bob'");
        requireFound("wallet:bob", "carried over 100 on " + MARCH, "0");
        closedBooks();
        books.tamper("insert into crema_closing (scope, account, ends_on, balance_minor)"
                + " select scope, 'wallet:ann', ends_on, 5 from crema_closing where {scope} and account = 'fees'");
        requireFound("wallet:ann", "carried over 0 on " + MARCH, "5");
        closedBooks();
        books.tamper("update crema_closing set ends_on = date '2020-02-01' where {scope} and account = 'fees'");
        requireFound("fees", "a period that ends on 2020-02-01", "-100 carried over without it");
    }

    @Test
    void I14_changesThatCancelEachOtherOutAreFound() throws SQLException {
        books.tamper(
                "update crema_closing set balance_minor = balance_minor + 2305843009213693951"
                        + " where {scope} and account = 'fees'",
                "update crema_closing set balance_minor = balance_minor - 2305843009213693951"
                        + " where {scope} and account = 'wallet:bob'");
        assertThat(found().account()).isEqualTo("fees");
    }

    @Test
    void I14_aPeriodThatIsGoneIsNamed() throws SQLException {
        books.tamper("delete from crema_period where {scope}");
        assertThat(found().kind()).isEqualTo(Kind.CLOSING_WRONG);
        books.tamper(
                "update crema_scope set closed_through = null where {scope}",
                "update crema_account set closed_through = null where {scope}");
        requireFound("fees", "a period that ends on " + MARCH, "-100 carried over without it");
    }

    @Test
    void I14_booksThatWereReopenedWithoutATraceAreFoundByTheSealOfTheirClosing() throws SQLException {
        Seal seal = books.ledger.audit().seal();
        assertThat(books.ledger.audit().seal()).isEqualTo(seal);
        assertThat(books.verify().first()).isEmpty();
        LocalDate later = MARCH.plusDays(40);
        books.ledger.reports().close(later);
        Seal next = books.ledger.audit().seal();
        assertThat(next.number()).as("nothing was booked, but closed").isEqualTo(seal.number() + 1);
        assertThat(books.verify().first()).isEmpty();

        books.tamper(
                "delete from crema_closing where {scope} and ends_on = date '" + later + "'",
                "delete from crema_period where {scope} and ends_on = date '" + later + "'",
                "update crema_scope set closed_through = date '" + MARCH + "' where {scope}",
                "update crema_account set closed_through = date '" + MARCH + "' where {scope}");
        // The seal does not fit any more; that it is the closing is told after all else.
        assertThat(found().toString()).contains("seal " + next.number());
        assertThat(found().kind()).isEqualTo(Kind.SEAL_BROKEN);
        assertThat(books.ledger.audit().verify(seal, Progress.NONE).first()).isPresent();
    }

    @Test
    void I14_aClosingInBetweenThatIsTakenAwayBreaksTheSeal() throws SQLException {
        books.ledger.reports().close(MARCH.plusDays(40));
        books.ledger.audit().seal();
        assertThat(books.verify().first()).isEmpty();
        books.tamper(
                "delete from crema_closing where {scope} and ends_on = date '" + MARCH + "'",
                "delete from crema_period where {scope} and ends_on = date '" + MARCH + "'");
        assertThat(found().kind()).isEqualTo(Kind.SEAL_BROKEN);
    }

    @Test
    void I14_aClosedDayThatTheScopeOrAnAccountForgotIsNamed() throws SQLException {
        books.tamper("update crema_account set closed_through = null where {scope} and account = 'wallet:idle'");
        requireFound("wallet:idle", "closed through " + MARCH, "no day");
        closedBooks();
        books.tamper("update crema_account set closed_through = date '2020-02-01' where {scope} and account = 'fees'");
        requireFound("fees", "closed through " + MARCH, "2020-02-01");
        closedBooks();
        books.tamper("update crema_scope set closed_through = null where {scope}");
        requireFound("", "closed through " + MARCH, "no day");
        closedBooks();
        books.tamper("delete from crema_scope where {scope}");
        requireFound("", "closed through " + MARCH, "no day");
    }

    @Test
    void I14_whatIsWrongInTheBooksThemselvesIsToldFirst() throws SQLException {
        long number = books.entry("last", "wallet:bob").number();
        books.tamper(
                "update crema_closing set balance_minor = 1 where {scope} and account = 'fees'",
                "update crema_entry set balance_minor = 1 where {scope} and account = 'wallet:bob' and number = "
                        + number);
        assertThat(found().kind()).isEqualTo(Kind.ENTRY_CHANGED);
        assertThat(found().account()).isEqualTo("wallet:bob");
    }

    @Test
    void I14_randomBooksThatAreClosedAgainAndAgainAreClean() throws SQLException {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("ClosingAuditTest on " + database + ": -Dcrema.seed=" + seed);
        Random random = new Random(seed);
        books.ledger.open(Account.liability("striped", "CNY").striped(3));
        books.ledger.open(Account.liability("deferring", "CNY").deferring());
        String[] accounts = {"bank", "fees", "striped", "deferring", "wallet:bob"};
        LocalDate closed = MARCH;
        for (int i = 0; i < 60; i++) {
            int from = random.nextInt(accounts.length);
            Money amount = Money.ofMinor("CNY", 1 + random.nextInt(500));
            books.ledger.post(Journal.of("j" + i)
                    .effectiveOn(closed.plusDays(1 + random.nextInt(90)))
                    .debit(accounts[from], amount)
                    .credit(accounts[(from + 1 + random.nextInt(4)) % accounts.length], amount)
                    .balanced());
            if (i % 20 == 15) {
                closed = closed.plusDays(1 + random.nextInt(60));
                books.ledger.reports().close(closed);
            }
            if (i == 50) {
                books.ledger.open(Account.liability("young", "CNY"));
            }
        }
        assertThat(books.verify().first()).isEmpty();
        books.tamper("update crema_closing set balance_minor = balance_minor - 1 where {scope} and ends_on = date '"
                + closed + "' and account = (select account from (select max(account) as account from crema_closing"
                + " where {scope} and ends_on = date '" + closed + "') last)");
        assertThat(found().kind()).isEqualTo(Kind.CLOSING_WRONG);
        assertThat(found().expected()).contains(closed.toString());
    }
}
