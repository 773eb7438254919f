package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds that are captured in parts, and holds whose time is over. */
@OnEachDatabase
class HoldsTest {
    private static final AccountId ANN = new AccountId("wallet:ann");
    private static final Reference HOLD = new Reference("h");

    private final TestDatabase database;
    private final SettableClock clock = SettableClock.at("2026-11-22T09:00:00Z");
    private Ledger ledger;

    HoldsTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void aWalletWithAHundred() {
        ledger = Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(database.scope());
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.liability("wallet:ann", "CNY").neverBelowZero());
        ledger.post(Journal.of("fill")
                .debit("bank", cny("100.00"))
                .credit(ANN, cny("100.00"))
                .balanced());
    }

    @AfterEach
    void theBooksAreRight() {
        LedgerInvariants.check(database.dataSource());
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static Journal draw(String reference, String amount) {
        return Journal.of(reference)
                .debit(ANN, cny(amount))
                .credit("bank", cny(amount))
                .balanced();
    }

    @Test
    void aHoldIsCapturedInPartsUntilNothingIsLeft() {
        ledger.hold(ANN, HOLD, cny("60.00"));
        ledger.capturePart(ANN, HOLD, draw("p1", "25.00"));
        ledger.capturePart(ANN, HOLD, draw("p1", "25.00"));
        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("35.00"));
        assertThat(ledger.balance(ANN).available()).isEqualTo(cny("40.00"));

        assertThatThrownBy(() -> ledger.capturePart(ANN, HOLD, draw("p2", "35.01")))
                .isInstanceOf(AmountExceededException.class);
        ledger.capturePart(ANN, HOLD, draw("p2", "35.00"));
        assertThat(ledger.hold(ANN, HOLD, cny("60.00")).state()).isEqualTo(Hold.State.CAPTURED);
        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("0.00"));
        assertThatThrownBy(() -> ledger.capturePart(ANN, HOLD, draw("p3", "0.01")))
                .isInstanceOf(InvalidStateException.class);
    }

    @Test
    void whatIsLeftAfterAPartIsAvailableAgainOnceWhoeverEndsTheHold() {
        ledger.hold(ANN, HOLD, cny("60.00"));
        ledger.capturePart(ANN, HOLD, draw("p1", "25.00"));
        Hold released = ledger.release(ANN, HOLD);
        assertThat(released.captured()).isEqualTo(cny("25.00"));
        assertThat(ledger.release(ANN, HOLD)).isEqualTo(released);

        Reference other = new Reference("h2");
        ledger.hold(ANN, other, cny("60.00"));
        ledger.capturePart(ANN, other, draw("p2", "10.00"));
        ledger.capture(ANN, other, draw("p3", "10.00"));
        assertThat(ledger.balance(ANN).available()).isEqualTo(cny("55.00"));
        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("0.00"));
    }

    @Test
    void aHoldWhoseTimeIsOverCannotBeCapturedAndItsRestIsAvailableOnceSwept() {
        Instant end = clock.instant().plusSeconds(60);
        ledger.hold(ANN, HOLD, cny("60.00"), end);
        ledger.capturePart(ANN, HOLD, draw("p1", "10.00"));
        clock.advance(Duration.ofSeconds(60).minusNanos(1000));
        ledger.capturePart(ANN, HOLD, draw("p2", "10.00"));
        assertThat(ledger.expireHolds()).isZero();

        clock.advance(Duration.ofNanos(1000));
        assertThatThrownBy(() -> ledger.capturePart(ANN, HOLD, draw("p3", "10.00")))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("expired");
        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("40.00"));
        assertThat(ledger.expireHolds()).isEqualTo(1);
        assertThat(ledger.expireHolds()).isZero();
        assertThat(ledger.balance(ANN).held()).isEqualTo(cny("0.00"));
        assertThat(ledger.balance(ANN).available()).isEqualTo(cny("80.00"));
        assertThat(ledger.hold(ANN, HOLD, cny("60.00"), end).state()).isEqualTo(Hold.State.EXPIRED);
        assertThatThrownBy(() -> ledger.release(ANN, HOLD)).isInstanceOf(InvalidStateException.class);
    }
}
