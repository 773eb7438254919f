package dev.crema.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.LedgerInvariantException;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.audit.Finding.Kind;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is done to the books with SQL alone, verification names the first place that does not fit. */
@OnEachDatabase
class AuditTest {
    private final TestDatabase database;
    private TamperedBooks books;

    AuditTest(TestDatabase database) {
        this.database = database;
        this.books = new TamperedBooks(database);
    }

    @BeforeEach
    void newBooks() {
        books = new TamperedBooks(database);
    }

    private Finding found(Kind kind) {
        Finding found = books.verify().first().orElseThrow(() -> new AssertionError("nothing was found"));
        assertThat(found.kind()).as(found.toString()).isEqualTo(kind);
        return found;
    }

    private void requireFound(Kind kind, String account, String journal) {
        long number = books.entry(journal, account).number();
        requireFound(kind, account, number, journal);
    }

    private void requireFound(Kind kind, String account, long number, String journal) {
        Finding found = found(kind);
        assertThat(found.account()).as(found.toString()).isEqualTo(account);
        assertThat(found.number()).as(found.toString()).isEqualTo(number);
        assertThat(found.journal()).as(found.toString()).isEqualTo(journal);
    }

    private static String entry(String account, long number) {
        return " where {scope} and account = '" + account + "' and number = " + number;
    }

    private String entry(String account, String journal) {
        return entry(account, books.entry(journal, account).number());
    }

    @Test
    void I14_booksThatNobodyTouchedAreClean() {
        VerifyReport report = books.verify();
        assertThat(report.first()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.accounts()).isEqualTo(8);
        assertThat(report.journals()).isEqualTo(17);
        assertThat(report.entries()).isEqualTo(37);
        report.requireClean();
    }

    @Test
    void I14_theReportOfBrokenBooksCanBeThrown() throws SQLException {
        books.tamper("update crema_account set balance_minor = balance_minor + 1 where {scope} and account = 'bank'");
        assertThatThrownBy(() -> books.verify().requireClean())
                .isInstanceOf(LedgerInvariantException.class)
                .hasMessageContaining("bank");
    }

    @Test
    void I14_aChangedAmountIsNamed() throws SQLException {
        books.tamper("update crema_entry set amount_minor = 299" + entry("wallet:ann", "transfer-3"));
        requireFound(Kind.ENTRY_CHANGED, "wallet:ann", "transfer-3");
        assertThat(found(Kind.ENTRY_CHANGED).expected()).contains("amount 300");
        assertThat(found(Kind.ENTRY_CHANGED).found()).contains("amount 299");
    }

    @Test
    void I14_aChangedRunningBalanceIsNamed() throws SQLException {
        books.tamper("update crema_entry set balance_minor = balance_minor - 1" + entry("wallet:bob", "transfer-4"));
        requireFound(Kind.ENTRY_CHANGED, "wallet:bob", "transfer-4");
    }

    @Test
    void I14_aChangedTimeIsNamed() throws SQLException {
        books.tamper(
                "update crema_entry set booked_at = booked_at + interval '1' day" + entry("wallet:ann", "transfer-3"));
        requireFound(Kind.ENTRY_CHANGED, "wallet:ann", "transfer-3");
    }

    @Test
    void I14_aChangedDayIsNamed() throws SQLException {
        books.tamper("update crema_entry set effective_on = date '2020-02-28'" + entry("wallet:bob", "late"));
        requireFound(Kind.ENTRY_CHANGED, "wallet:bob", "late");
    }

    @Test
    void I14_aChangedLegIsNamed() throws SQLException {
        books.tamper("update crema_entry set leg = 7" + entry("wallet:ann", "transfer-5"));
        requireFound(Kind.ENTRY_INSERTED, "wallet:ann", "transfer-5");
    }

    @Test
    void I14_anEntryGivenToAnotherJournalIsNamed() throws SQLException {
        books.tamper("update crema_entry set journal_id = {id transfer-1}" + entry("wallet:ann", "transfer-3"));
        Finding found = found(Kind.ENTRY_MISSING);
        assertThat(found.number())
                .isEqualTo(books.entry("transfer-3", "wallet:ann").number());
        assertThat(found.journal()).isEqualTo("transfer-3");
    }

    @Test
    void I14_aMissingEntryIsNamed() throws SQLException {
        long number = books.entry("transfer-3", "wallet:ann").number();
        books.tamper("delete from crema_entry" + entry("wallet:ann", number));
        requireFound(Kind.ENTRY_MISSING, "wallet:ann", number, "transfer-3");
    }

    @Test
    void I14_aMissingEntryIsNamedEvenIfTheOthersMoveUp() throws SQLException {
        long number = books.entry("transfer-3", "wallet:ann").number();
        books.tamper(
                "delete from crema_entry" + entry("wallet:ann", number),
                "update crema_entry set number = number + 1000 where {scope} and account = 'wallet:ann' and number > "
                        + number,
                "update crema_entry set number = number - 1001, balance_minor = balance_minor - 300"
                        + " where {scope} and account = 'wallet:ann' and number > 1000",
                "update crema_account set entry_count = entry_count - 1, balance_minor = balance_minor - 300"
                        + " where {scope} and account = 'wallet:ann'");
        requireFound(Kind.ENTRY_MISSING, "wallet:ann", number, "transfer-3");
    }

    @Test
    void I14_aMissingLastEntryIsNamed() throws SQLException {
        long number = books.entry("last", "wallet:bob").number();
        books.tamper("delete from crema_entry" + entry("wallet:bob", number));
        requireFound(Kind.ENTRY_MISSING, "wallet:bob", number, "last");
    }

    @Test
    void I14_aGapInTheNumbersIsNamed() throws SQLException {
        long number = books.entry("last", "wallet:bob").number();
        books.tamper(
                "update crema_entry set number = number + 1" + entry("wallet:bob", number),
                "update crema_account set entry_count = entry_count + 1 where {scope} and account = 'wallet:bob'");
        requireFound(Kind.ENTRY_MISSING, "wallet:bob", number, "last");
    }

    @Test
    void I14_reorderedEntriesAreNamed() throws SQLException {
        long third = books.entry("transfer-3", "wallet:ann").number();
        long fourth = books.entry("transfer-4", "wallet:ann").number();
        books.tamper(
                "update crema_entry set number = 999" + entry("wallet:ann", third),
                "update crema_entry set number = " + third + entry("wallet:ann", fourth),
                "update crema_entry set number = " + fourth + entry("wallet:ann", 999));
        requireFound(Kind.ENTRY_MISSING, "wallet:ann", third, "transfer-3");
    }

    @Test
    void I14_anInsertedEntryIsNamed() throws SQLException {
        long next = books.entry("last", "wallet:bob").number() + 1;
        books.tamper(
                "insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at,"
                        + " hash) select scope, account, number + 1, {unknown}, 1, -500,"
                        + " balance_minor - 500, booked_at + interval '1' second, hash from crema_entry"
                        + entry("wallet:bob", next - 1),
                "update crema_account set entry_count = entry_count + 1, balance_minor = balance_minor - 500, last_booked_at"
                        + " = last_booked_at + interval '1' second where {scope} and account = 'wallet:bob'");
        requireFound(Kind.JOURNAL_MISSING, "wallet:bob", next, "00000000-0000-0000-0000-000000000001");
    }

    @Test
    void I14_anEntryBesideTheLinesOfItsJournalIsNamed() throws SQLException {
        books.tamper("insert into crema_entry (scope, account, number, journal_id, leg, amount_minor, balance_minor,"
                + " booked_at, hash) select scope, 'wallet:idle', 1, journal_id, 3, 500, 500, booked_at, hash from crema_entry"
                + entry("wallet:bob", "last"));
        requireFound(Kind.ENTRY_INSERTED, "wallet:idle", 1, "last");
    }

    @Test
    void I14_aConsistentChangeOfAmountsAndBalancesIsFoundByTheChain() throws SQLException {
        // Everything but the hashes: entries, running balances, accounts, and what the journal says of them.
        long ann = books.entry("last", "wallet:bob").number();
        books.tamper(
                "update crema_entry set amount_minor = 200, balance_minor = balance_minor - 100"
                        + entry("wallet:bob", ann),
                "update crema_entry set amount_minor = -200, balance_minor = balance_minor + 100"
                        + entry("fees", "last"),
                "update crema_account set balance_minor = balance_minor - 100 where {scope} and account = 'wallet:bob'",
                "update crema_account set balance_minor = balance_minor + 100 where {scope} and account = 'fees'",
                "update crema_journal set postings = replace(postings, ' 300 ', ' 200 ') where {scope} and reference = 'last'",
                "update crema_journal set postings = replace(postings, ' -300 ', ' -200 ') where {scope} and reference = 'last'");
        Finding found = books.verify().first().orElseThrow();
        assertThat(found.journal()).isEqualTo("last");
        assertThat(found.account()).isEqualTo("fees");
    }

    @Test
    void I14_aChangedHashIsNamed() throws SQLException {
        books.tamper("update crema_entry set hash = (select min(hash) from crema_entry where {scope}"
                + " and account <> 'wallet:ann')" + entry("wallet:ann", "transfer-4"));
        requireFound(Kind.CHAIN_BROKEN, "wallet:ann", "transfer-4");
    }

    @Test
    void I14_aChangedDescriptionIsNamed() throws SQLException {
        books.tamper("update crema_journal set description = 'dinner' where {scope} and reference = 'transfer-4'");
        requireFound(Kind.JOURNAL_CHANGED, "wallet:ann", "transfer-4");
    }

    @Test
    void I14_aChangedKindIsNamed() throws SQLException {
        books.tamper("update crema_journal set kind = 'gift' where {scope} and reference = 'transfer-4'");
        requireFound(Kind.JOURNAL_CHANGED, "wallet:ann", "transfer-4");
    }

    @Test
    void I14_aChangedReferenceIsNamed() throws SQLException {
        long number = books.entry("transfer-4", "wallet:ann").number();
        books.tamper("update crema_journal set reference = 'transfer-x' where {scope} and reference = 'transfer-4'");
        requireFound(Kind.JOURNAL_CHANGED, "wallet:ann", number, "transfer-x");
    }

    @Test
    void I14_aChangedLinkIsNamed() throws SQLException {
        books.tamper("update crema_journal set linked_to = null where {scope} and reference = 'linked-2'");
        requireFound(Kind.JOURNAL_CHANGED, "wallet:ann", "linked-2");
    }

    @Test
    void I14_aChangedContentHashIsNamed() throws SQLException {
        books.tamper("update crema_journal set content_hash = (select content_hash from crema_journal where {scope} and"
                + " reference = 'transfer-1') where {scope} and reference = 'transfer-4'");
        requireFound(Kind.JOURNAL_CHANGED, "wallet:ann", "transfer-4");
    }

    @Test
    void I14_aMissingJournalIsNamed() throws SQLException {
        long number = books.entry("transfer-4", "wallet:ann").number();
        String id = books.entry("transfer-4", "wallet:ann").journal().toString();
        books.tamper("delete from crema_journal where {scope} and reference = 'transfer-4'");
        requireFound(Kind.JOURNAL_MISSING, "wallet:ann", number, id);
    }

    @Test
    void I01_anUnbalancedJournalIsNamed() throws SQLException {
        long number = books.entry("transfer-6", "wallet:ann").number();
        books.tamper("update crema_journal set postings = replace(postings, ' 600 ', ' 601 ')"
                + " where {scope} and reference = 'transfer-6'");
        Finding found = books.verify().first().orElseThrow();
        assertThat(found.account()).isEqualTo("wallet:ann");
        assertThat(found.number()).isEqualTo(number);
        assertThat(found.journal()).isEqualTo("transfer-6");
    }

    @Test
    void I14_postingsThatCanNoLongerBeReadAreNamed() throws SQLException {
        books.tamper("update crema_journal set postings = 'nonsense' where {scope} and reference = 'transfer-1'");
        assertThat(books.verify().first().orElseThrow().journal()).isEqualTo("transfer-1");
    }

    @Test
    void I14_aRemovedNoteIsNamed() throws SQLException {
        books.tamper("delete from crema_journal_note where {scope} and name = 'order'");
        requireFound(Kind.ATTACHMENT_CHANGED, "fees", "noted");
    }

    @Test
    void I14_aJournalThatLostAllItsNotesIsNamed() throws SQLException {
        books.tamper("delete from crema_journal_note where {scope}");
        requireFound(Kind.JOURNAL_CHANGED, "fees", "noted");
    }

    @Test
    void I14_anAddedNoteIsNamed() throws SQLException {
        books.tamper(
                "insert into crema_journal_note (journal_id, scope, booked_at, name, content)"
                        + " select journal_id, scope, booked_at, 'order', '18' from crema_journal where {scope} and reference = 'transfer-1'");
        requireFound(Kind.ATTACHMENT_CHANGED, "wallet:ann", "transfer-1");
    }

    @Test
    void I14_aRemovedCorrectionIsNamed() throws SQLException {
        books.tamper("delete from crema_correction where correction_id = {id reversal}");
        requireFound(Kind.JOURNAL_CHANGED, "wallet:ann", "reversal");
    }

    @Test
    void I03_aChangedBalanceOfAnAccountIsNamed() throws SQLException {
        books.tamper(
                "update crema_account set balance_minor = balance_minor - 1 where {scope} and account = 'wallet:ann'");
        requireFound(Kind.ACCOUNT_CHANGED, "wallet:ann", 0, "");
    }

    @Test
    void I14_aChangedCountOrHeadOrTimeOfAnAccountIsNamed() throws SQLException {
        books.tamper("update crema_account set last_booked_at = last_booked_at + interval '1' second"
                + " where {scope} and account = 'wallet:ann'");
        requireFound(Kind.ACCOUNT_CHANGED, "wallet:ann", 0, "");
        books.tamper(
                "update crema_account set last_hash = (select last_hash from crema_account where {scope} and account ="
                        + " 'bank') where {scope} and account = 'fees'");
        requireFound(Kind.ACCOUNT_CHANGED, "fees", 0, "");
        books.tamper("update crema_account set entry_count = entry_count - 1 where {scope} and account = 'bank'");
        requireFound(Kind.ACCOUNT_CHANGED, "bank", 0, "");
    }

    @Test
    void I14_anAccountThatIsClosedAndNotEmptyIsRefusedOrNamed() throws SQLException {
        String close = "update crema_account set state = 'CLOSED' where {scope} and account = 'wallet:ann'";
        if (database.kind() == TestDatabase.Kind.POSTGRESQL) {
            books.tamper(close); // a trigger would refuse it, and is out of the way
            requireFound(Kind.ACCOUNT_CHANGED, "wallet:ann", 0, "");
        } else {
            assertThatThrownBy(() -> books.tamper(close)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void I14_anotherKindOfAccountIsNamed() throws SQLException {
        books.tamper("update crema_account set kind = 'ASSET' where {scope} and account = 'wallet:bob'");
        assertThat(books.verify().first().orElseThrow().account()).isEqualTo("wallet:bob");
    }

    @Test
    void I14_aMissingAccountIsNamed() throws SQLException {
        books.tamper("delete from crema_account where {scope} and account = 'wallet:bob'");
        Finding found = found(Kind.ACCOUNT_MISSING);
        assertThat(found.account()).isEqualTo("wallet:bob");
        assertThat(found.number()).isEqualTo(1);
    }

    @Test
    void I03_heldOtherThanTheOpenHoldsIsNamed() throws SQLException {
        books.tamper("update crema_account set held_minor = held_minor + 1 where {scope} and account = 'wallet:ann'");
        requireFound(Kind.HOLD_WRONG, "wallet:ann", 0, "");
    }

    @Test
    void I03_capturedOtherThanTheCapturesIsNamed() throws SQLException {
        books.tamper(
                "update crema_hold set captured_minor = captured_minor - 1 where {scope} and reference = 'hold-1'");
        requireFound(Kind.HOLD_WRONG, "wallet:ann", 0, "");
    }

    @Test
    void I03_aCaptureOfAnotherAmountIsNamed() throws SQLException {
        books.tamper(
                "update crema_capture set captured_minor = 399 where {scope} and captured_minor = 400",
                "update crema_hold set captured_minor = captured_minor - 1 where {scope} and reference = 'hold-1'");
        requireFound(Kind.ATTACHMENT_CHANGED, "bank", "capture-1");
    }

    @Test
    void I14_aDisplacedEntryThatIsNotListedIsNamed() throws SQLException {
        books.tamper("delete from crema_displaced where {scope} and account = 'fees'");
        requireFound(Kind.DISPLACED_WRONG, "fees", books.entry("late", "fees").number(), "");
    }

    @Test
    void I14_aDisplacedAmountThatWasChangedIsNamed() throws SQLException {
        books.tamper("update crema_displaced set amount_minor = 1 where {scope} and account = 'fees'");
        requireFound(Kind.DISPLACED_WRONG, "fees", books.entry("late", "fees").number(), "");
    }

    @Test
    void I14_theFirstOfSeveralPlacesIsNamed() throws SQLException {
        books.tamper(
                "update crema_entry set amount_minor = 299" + entry("wallet:bob", "transfer-3"),
                "update crema_entry set amount_minor = 299" + entry("wallet:ann", "transfer-5"),
                "update crema_journal set description = 'dinner' where {scope} and reference = 'transfer-6'");
        requireFound(Kind.ENTRY_CHANGED, "wallet:ann", "transfer-5");
    }

    @Test
    void I14_aMovedNoteIsNamed() throws SQLException {
        books.tamper(
                "update crema_journal_note set booked_at = booked_at + interval '1' day where {scope} and name = 'shop'");
        requireFound(Kind.ATTACHMENT_CHANGED, "fees", "noted");
    }

    @Test
    void I14_whatWaitsToBeFoldedCannotBeChangedUnseen() throws SQLException {
        for (String tampering : List.of(
                "update crema_deferred set amount_minor = amount_minor - 1 where {scope}",
                "update crema_deferred set leg = 1 where {scope}",
                "update crema_deferred set digest = (select last_hash from crema_account where {scope} and account = 'bank')"
                        + " where {scope}",
                "update crema_deferred set booked_at = booked_at + interval '1' second where {scope}",
                "update crema_deferred set account = 'fees' where {scope}",
                "delete from crema_deferred where {scope}")) {
            newBooks();
            books.ledger.open(Account.liability("hot", "CNY").deferring());
            books.move("folded", "bank", "hot", "5.00");
            books.ledger.fold();
            books.move("waiting", "bank", "hot", "7.00");
            assertThat(books.verify().first()).isEmpty();
            books.tamper(tampering);
            Finding found = books.verify().first().orElseThrow(() -> new AssertionError(tampering));
            assertThat(found.journal()).as(tampering).isEqualTo("waiting");
        }
    }

    @Test
    void I14_anEntryThatWasFoldedIsNamedWhenItIsChanged() throws SQLException {
        books.ledger.open(Account.liability("hot", "CNY").deferring());
        books.move("first", "bank", "hot", "5.00");
        books.move("second", "bank", "hot", "7.00");
        books.ledger.fold();
        assertThat(books.verify().first()).isEmpty();
        books.tamper(
                "update crema_entry set amount_minor = -400 where {scope} and account = 'hot' and amount_minor = -500");
        Finding found = found(Kind.ENTRY_CHANGED);
        assertThat(found.account()).isEqualTo("hot");
        assertThat(found.number()).isEqualTo(1);
        assertThat(found.journal()).isEqualTo("first");
    }
}
