package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import org.junit.jupiter.api.Test;

/** {@code -Dcrema.units=1000000} makes it a million. */
@OnEachDatabase
class SmallestUnitTest {
    private static final int UNITS = Integer.getInteger("crema.units", 30_000);
    private static final int WALLETS = 9;

    private final TestDatabase database;
    private final Ledger ledger;

    SmallestUnitTest(TestDatabase database) {
        this.database = database;
        this.ledger = Ledger.createOn(database.dataSource()).in(database.scope());
    }

    private static Money beans(long minor) {
        return Money.ofMinor("BEANS/0", minor);
    }

    /** One unit split again and again over accounts, in journals as long as they may be, and gathered again. */
    @Test
    void A06_manyMovementsOfTheSmallestUnitCreateAndDestroyNothing() {
        ledger.open(Account.asset("bank", "BEANS/0"));
        for (int i = 0; i < WALLETS; i++) {
            ledger.open(Account.liability("wallet:" + i, "BEANS/0").neverBelowZero());
        }
        split();
        LedgerInvariants.check(database.dataSource());
        assertThat(ledger.balance("bank").balance()).isEqualTo(beans(UNITS));
        for (int i = 0; i < WALLETS; i++) {
            Money gathered = ledger.balance("wallet:" + i).available();
            ledger.post(Journal.of("gather-" + i)
                    .debit("wallet:" + i, gathered)
                    .credit("bank", gathered)
                    .balanced());
        }
        assertThat(ledger.balance("bank").balance()).isEqualTo(beans(0));
        LedgerInvariants.check(database.dataSource());
    }

    private void split() {
        int made = 0;
        for (int journal = 1; made < UNITS; journal++) {
            int lines = Math.min(999, UNITS - made);
            Journal.Draft split = Journal.of("split-" + journal).debit("bank", beans(lines));
            for (int i = 0; i < lines; i++) {
                split.credit("wallet:" + (made + i) % WALLETS, beans(1));
            }
            ledger.post(split.balanced());
            made += lines;
        }
    }
}
