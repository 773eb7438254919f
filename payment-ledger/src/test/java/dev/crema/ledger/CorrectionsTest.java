package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.Reference;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.Reports;
import dev.crema.money.Money;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was booked stays; what was wrong with it is booked too. */
@OnEachDatabase
class CorrectionsTest {
    private static final Reference WRONG = new Reference("wrong");

    private final TestDatabase database;
    private Ledger ledger;

    CorrectionsTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void aDepositThatWasWrong() {
        ledger = Ledger.on(database.dataSource()).in(database.scope());
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.revenue("fees", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());
        ledger.post(Journal.of(WRONG)
                .debit("bank", cny("10.00"))
                .credit("wallet:ann", cny("9.00"))
                .credit("fees", cny("1.00"))
                .balanced());
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static Journal move(String reference, String from, String to, String amount) {
        return Journal.of(reference)
                .debit(from, cny(amount))
                .credit(to, cny(amount))
                .balanced();
    }

    @Test
    void aReversalBooksTheOppositeAndTheOriginalStays() {
        PostedJournal reversal = ledger.reverse(WRONG, new Reference("undo"));

        assertThat(ledger.balance("bank").balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.balance("fees").balance()).isEqualTo(cny("0.00"));
        assertThat(ledger.journal(WRONG)).isPresent();
        assertThat(ledger.reverse(WRONG, new Reference("undo"))).isEqualTo(reversal);
        assertThat(reversal.entries()).hasSize(3);
    }

    @Test
    void whatCorrectsAJournalAndWhatAJournalCorrectsCanBeRead() {
        ledger.post(move("more", "bank", "wallet:ann", "50.00"));
        Reports reports = ledger.reports();
        assertThat(reports.correctionsOf(WRONG)).isEmpty();
        PostedJournal second = ledger.adjust(WRONG, move("a-second", "wallet:ann", "fees", "0.10"));
        PostedJournal first = ledger.adjust(WRONG, move("a-first", "wallet:ann", "fees", "0.20"));
        PostedJournal reversal = ledger.reverse(WRONG, new Reference("0-undo"));

        assertThat(reports.correctionsOf(WRONG)).containsExactly(second, first, reversal);
        for (PostedJournal correction : reports.correctionsOf(WRONG)) {
            assertThat(reports.correctedBy(correction.reference())).isEqualTo(ledger.journal(WRONG));
            assertThat(reports.correctionsOf(correction.reference())).isEmpty();
        }
        assertThat(reports.correctedBy(WRONG)).isEmpty();
        assertThat(reports.correctedBy(new Reference("nothing"))).isEmpty();
        Reports others = Ledger.on(database.dataSource()).in(database.scope()).reports();
        assertThat(others.correctionsOf(WRONG)).isEmpty();
        assertThat(others.correctedBy(first.reference())).isEmpty();
    }

    @Test
    void whatAJournalIsLinkedToCanBeRead() {
        List<PostedJournal> linked = ledger.postLinked(List.of(
                move("l-1", "bank", "wallet:ann", "1.00"),
                move("l-2", "wallet:ann", "fees", "0.50"),
                move("l-3", "wallet:ann", "fees", "0.25")));

        assertThat(ledger.reports().linkedTo(new Reference("l-2"))).contains(linked.get(0));
        assertThat(ledger.reports().linkedTo(new Reference("l-3"))).contains(linked.get(0));
        assertThat(ledger.reports().linkedTo(new Reference("l-1"))).isEmpty();
        assertThat(ledger.reports().linkedTo(WRONG)).isEmpty();
    }

    @Test
    void aJournalIsReversedOnceAndNotAdjustedAfterwards() {
        ledger.reverse(WRONG, new Reference("undo"));
        ledger.post(move("more", "bank", "wallet:ann", "50.00"));

        assertThatThrownBy(() -> ledger.reverse(WRONG, new Reference("undo-2")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("reversed already");
        assertThatThrownBy(() -> ledger.adjust(WRONG, move("fix", "bank", "wallet:ann", "1.00")))
                .isInstanceOf(InvalidStateException.class);
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("50.00"));
    }

    @Test
    void aReversalCanBeReversedAndNeedsWhatTheOriginalBrought() {
        ledger.post(move("spent", "wallet:ann", "bank", "5.00"));
        assertThatThrownBy(() -> ledger.reverse(WRONG, new Reference("undo")))
                .isInstanceOf(InsufficientFundsException.class);

        ledger.post(move("back", "bank", "wallet:ann", "5.00"));
        ledger.reverse(WRONG, new Reference("undo"));
        ledger.reverse(new Reference("undo"), new Reference("undo-the-undo"));
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("9.00"));
    }

    @Test
    void anyNumberOfJournalsAdjustOneUntilItIsReversed() {
        for (int i = 1; i <= 3; i++) {
            Journal fix = move("fix-" + i, "fees", "wallet:ann", "0.10");
            assertThat(ledger.adjust(WRONG, fix)).isEqualTo(ledger.adjust(WRONG, fix));
        }
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("9.30"));
        ledger.reverse(WRONG, new Reference("undo"));
        assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(cny("0.30"));
    }

    @Test
    void aCorrectionIsAnotherRequestThanTheSameJournalByItself() {
        Journal fix = move("fix", "fees", "wallet:ann", "0.10");
        ledger.adjust(WRONG, fix);
        assertThatThrownBy(() -> ledger.post(fix)).isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> ledger.reverse(new Reference("fix"), new Reference("fix")))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThatThrownBy(() -> ledger.reverse(new Reference("nothing"), new Reference("undo")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> ledger.adjust(new Reference("nothing"), move("fix-2", "fees", "bank", "0.10")))
                .isInstanceOf(NotFoundException.class);
    }
}
