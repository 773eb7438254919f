package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.StorageException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 in a file on a disk that gets full and has space again; the servers' disks are the servers' to fill. */
class DiskFullTest {
    private static final Money ONE = Money.of("CNY", "1.00");
    private static final int CALLERS = 8;
    private static final int POSTS = 15;

    @Test
    void F15_onAFullDiskPostingFailsAndLosesNothingAndWithSpaceAgainItGoesOnByItself(@TempDir Path folder)
            throws InterruptedException {
        SmallDisk.insert();
        // Without a pool, since H2 closes itself, and a pool keeps what is closed for as long as it is asked for all
        // the time.
        JdbcDataSource books = new JdbcDataSource();
        books.setURL("jdbc:h2:smalldisk:" + folder.resolve("books") + ";WRITE_DELAY=0");
        books.setUser("sa");
        Ledger ledger = Ledger.createOn(books);
        ledger.open(Account.asset("bank", "CNY"), Account.liability("wallet:ann", "CNY"));

        Queue<PaymentException> refusals = new ConcurrentLinkedQueue<>();
        List<String> acknowledged = new ArrayList<>(posted(ledger, "before", refusals));
        assertThat(refusals).isEmpty();

        SmallDisk.full(true);
        acknowledged.addAll(posted(ledger, "full", refusals));
        assertThat(refusals)
                .hasSize(CALLERS * POSTS)
                .allMatch(it -> it instanceof StorageException || it instanceof OutcomeUnknownException);
        assertThatThrownBy(() -> ledger.post(journal("full-alone"))).isInstanceOf(PaymentException.class);

        SmallDisk.full(false);
        refusals.clear();
        acknowledged.addAll(posted(ledger, "after", refusals));
        assertThat(refusals).isEmpty();
        // Whoever was refused asks again, and has it once.
        acknowledged.addAll(posted(ledger, "full", refusals));
        assertThat(refusals).isEmpty();

        assertThat(acknowledged).hasSize(3 * CALLERS * POSTS);
        assertThat(ledger.balance("bank").balance()).isEqualTo(ONE.times(acknowledged.size()));
        ledger.audit().verify().requireClean();
        LedgerInvariants.check(books);
    }

    /** Posts with many callers at once, and tells the references that were acknowledged. */
    private static Queue<String> posted(Ledger ledger, String name, Queue<PaymentException> refusals)
            throws InterruptedException {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String prefix = name + "-" + caller + "-";
            Thread thread = new Thread(() -> {
                for (int i = 0; i < POSTS; i++) {
                    try {
                        ledger.post(journal(prefix + i));
                        acknowledged.add(prefix + i);
                    } catch (PaymentException e) {
                        refusals.add(e);
                    }
                }
            });
            callers.add(thread);
            thread.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return acknowledged;
    }

    private static Journal journal(String reference) {
        return Journal.of(reference)
                .debit("bank", ONE)
                .credit("wallet:ann", ONE)
                .balanced();
    }
}
