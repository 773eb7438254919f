package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.Payments;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.OverloadedException;
import dev.crema.ledger.Books;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Form;
import dev.crema.payment.Withdrawal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Twice as much comes as a channel gets done, for as many rounds as {@code -Dcrema.test.overload=N} says, and then nothing
 * more.
 */
class OverloadTest {
    private static final int ROUNDS = Integer.getInteger("crema.test.overload", 20);
    private static final int DONE_A_ROUND = 10;
    private static final int CALLERS = 4;
    private static final int CONNECTIONS = 6;
    private static final int PATIENCE = 60;

    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
    private final Semaphore capacity = new Semaphore(0);
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final List<String> accepted = new ArrayList<>();

    @AfterEach
    void close() {
        callers.shutdownNow();
        merchant.close();
    }

    @Test
    void F44_twiceTheCapacityWaitsInTheDatabaseAndDrainsWithoutLoss() throws Exception {
        int payments = 2 * DONE_A_ROUND * ROUNDS;
        merchant.fillWallet("fill", payments + ".00");
        merchant.channel.beforeEach(capacity::acquireUninterruptibly);
        CountDownLatch ended = new CountDownLatch(payments);
        try (HikariDataSource pool = merchant.database.pool(settings -> settings.setMaximumPoolSize(CONNECTIONS));
                Payments application = Payments.with(Books.on(pool))
                        .channel(merchant.channel)
                        .clock(merchant.clock)
                        .workers(2)
                        .onEvent(PaymentSucceeded.class, event -> {
                            if (event.form() == Form.WITHDRAWAL) {
                                ended.countDown();
                            }
                        })
                        .start()) {
            int threads = 0;
            for (int round = 0; round < ROUNDS; round++) {
                arrive(application, round);
                threads = Math.max(threads, threads());
                capacity.release(DONE_A_ROUND);
            }
            long waiting = payments - ended.getCount();
            assertThat(waiting).as("done before the rush is over").isLessThan(payments);
            capacity.release(payments);
            assertThat(ended.await(PATIENCE, TimeUnit.SECONDS))
                    .as("%d of %d have not ended", ended.getCount(), payments)
                    .isTrue();
            // Its workers, its listeners, its upkeep and its pollers, however much is waiting.
            assertThat(threads).as("threads of the library").isLessThan(20);
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(CONNECTIONS);
        }
        assertThat(merchant.available(ANN)).isEqualTo(yuan("0.00"));
        assertThat(merchant.channel.movements()).isEqualTo(payments + 1);
        merchant.rest();
        merchant.assertAtRest();
        assertThat(Invariants.of(merchant.database.dataSource()).lost(accepted)).isEmpty();
        purgesWhatHasEnded();
    }

    /** Twice what gets done in a round comes from several callers, none of whom waits for the channel. */
    private void arrive(Payments application, int round) throws Exception {
        List<Future<String>> arriving = new ArrayList<>();
        for (int i = 0; i < 2 * DONE_A_ROUND; i++) {
            String reference = "w-" + round + "-" + i;
            arriving.add(callers.submit(() -> accept(application, reference)));
        }
        for (Future<String> arrival : arriving) {
            accepted.add(arrival.get(PATIENCE, TimeUnit.SECONDS));
        }
    }

    private static String accept(Payments application, String reference) {
        while (true) {
            try {
                return application
                        .submit(Withdrawal.of(reference)
                                .amount("CNY", "1.00")
                                .from(ANN)
                                .through("model")
                                .to(PAYEE))
                        .accepted()
                        .id()
                        .value();
            } catch (OverloadedException tryAgain) {
                Thread.onSpinWait();
            }
        }
    }

    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("crema-"))
                .count();
    }

    private void purgesWhatHasEnded() {
        assertThat(rows()).isPositive();
        merchant.clock.advance(Duration.ofDays(91));
        merchant.payments().purge(Duration.ofDays(90));
        assertThat(rows()).isZero();
    }

    private int rows() {
        return Jdbi.create(merchant.database.dataSource())
                .withHandle(handle -> handle.createQuery("""
                        select (select count(*) from crema_task) + (select count(*) from crema_delivery)
                        """).mapTo(int.class).one());
    }
}
