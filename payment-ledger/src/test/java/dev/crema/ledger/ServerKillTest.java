package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.context.Reference;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.StorageException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own, killed while callers post, and started again on what is left of it. */
@Timeout(180)
class ServerKillTest {
    private static final int CALLERS = 8;
    private static final int AT_LEAST = 100;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> failures = ConcurrentHashMap.newKeySet();
    private final List<String> attempted = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean posting = new AtomicBoolean(true);
    private volatile CountDownLatch next = new CountDownLatch(AT_LEAST);

    @Test
    void F09_whatAKilledServerAcknowledgedIsThereAndCallersGoOnOnceItIsBack(@TempDir Path folder) throws Exception {
        OwnPostgreSql server = OwnPostgreSql.in(folder.resolve("data"));
        ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
        try (HikariDataSource pool = server.pool()) {
            Ledger ledger = Ledger.createOn(pool);
            ledger.open(Account.asset("bank", "CNY"), Account.liability("wallet:ann", "CNY"));
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String caller = "c" + i + "-";
                callers.add(executor.submit(() -> post(ledger, caller)));
            }
            assertThat(next.await(60, TimeUnit.SECONDS)).isTrue();
            server.kill();
            server.startAgain();
            next = new CountDownLatch(AT_LEAST);
            assertThat(next.await(60, TimeUnit.SECONDS)).isTrue();
            posting.set(false);
            for (Future<?> caller : callers) {
                caller.get(60, TimeUnit.SECONDS);
            }

            assertThat(failures).isNotEmpty();
            assertThat(Set.<Class<?>>of(StorageException.class, OutcomeUnknownException.class))
                    .containsAll(failures);
            assertThat(acknowledged)
                    .allMatch(id -> ledger.journal(new Reference(id)).isPresent());
            // Whatever was answered to the others: asked again, each is booked once.
            List.copyOf(attempted).forEach(id -> ledger.post(journal(id)));
            assertThat(ledger.balance("wallet:ann").balance().minor()).isEqualTo(attempted.size());
            LedgerInvariants.check(pool);
        } finally {
            posting.set(false);
            executor.shutdownNow();
            server.close();
        }
    }

    private void post(Ledger ledger, String caller) {
        for (int i = 1; posting.get(); i++) {
            attempted.add(caller + i);
            try {
                ledger.post(journal(caller + i));
                acknowledged.add(caller + i);
                next.countDown();
            } catch (PaymentException e) {
                failures.add(e.getClass());
            }
        }
    }

    private static Journal journal(String reference) {
        Money cent = Money.ofMinor("CNY", 1);
        return Journal.of(reference)
                .debit("bank", cent)
                .credit("wallet:ann", cent)
                .balanced();
    }
}
