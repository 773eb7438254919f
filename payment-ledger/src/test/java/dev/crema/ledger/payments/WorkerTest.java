package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.StorageException;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.Outage;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Withdrawal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workers as they run in an application, on threads of their own. */
@OnEachKind
class WorkerTest {
    private static final int PAYMENTS = 20;
    private static final int PATIENCE = 30;

    private final Merchant merchant;
    private final TestHost host;
    private final CountDownLatch told = new CountDownLatch(PAYMENTS);

    WorkerTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        this.host = new TestHost(merchant.database.dataSource());
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private Payments application(int workers) {
        return application(Books.on(host, BooksOptions.DEFAULT.joining(host)), workers);
    }

    private Payments application(Books books, int workers) {
        return Payments.with(books)
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(workers)
                .onEvent(PaymentSucceeded.class, event -> {
                    if (event.form() == Form.WITHDRAWAL) {
                        told.countDown();
                    }
                })
                .start();
    }

    private static Withdrawal payout(int number) {
        return Withdrawal.of("w-" + number)
                .amount("CNY", "1.00")
                .from(ANN)
                .through("model")
                .to(PAYEE);
    }

    @Test
    void whatTheHostCommittedIsCarriedOutAndTold() throws Exception {
        merchant.fillWallet("fill", "100.00");
        try (Payments application = application(4)) {
            for (int i = 0; i < PAYMENTS; i++) {
                host.begin();
                application.withdraw(payout(i));
                host.commit();
            }
            assertThat(told.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(merchant.channel.movements()).isEqualTo(1 + PAYMENTS);
    }

    @Test
    void F07_stoppingLetsARunningCallSettleAndTakesNothingNew() throws Exception {
        merchant.fillWallet("fill", "100.00");
        CountDownLatch calling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        merchant.channel.beforeEach(() -> {
            calling.countDown();
            assertThat(release.getCount() == 0 || awaits(release)).isTrue();
        });
        Payments application = application(1);
        host.begin();
        Payment running = application.withdraw(payout(0));
        Payment waiting = application.withdraw(payout(1));
        host.commit();
        assertThat(calling.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

        releaseOnceWaiting(Thread.currentThread(), release);
        application.close();

        Payment first = merchant.payments().payment(running.id());
        Payment second = merchant.payments().payment(waiting.id());
        assertThat(first.state() == PaymentState.SUCCEEDED ^ second.state() == PaymentState.SUCCEEDED)
                .as("%s and %s", first.state(), second.state())
                .isTrue();
        merchant.channel.calm();
        merchant.clock.advance(Duration.ofMinutes(2));
        merchant.runDue();
        assertThat(merchant.channel.movements()).isEqualTo(3);
    }

    @Test
    void F07_closingWaitsForACallNoLongerThanItsGraceAndAnotherInstanceTakesOver() throws Exception {
        merchant.fillWallet("fill", "100.00");
        CountDownLatch calling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        merchant.channel.beforeEach(() -> {
            calling.countDown();
            awaits(release);
        });
        Payments application = Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(1)
                .grace(Duration.ofSeconds(1))
                .start();
        Payment payout = application.submit(payout(0)).accepted();
        assertThat(calling.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

        long begun = System.nanoTime();
        application.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(PATIENCE / 2));
        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.PROCESSING);

        merchant.channel.calm();
        merchant.rest();
        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.SUCCEEDED);
        release.countDown();
        application.close(); // the late call is over, and changes nothing
        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.movements()).isEqualTo(2);
    }

    @Test
    void F07_stoppingUnderLoadLosesNothingAndDoublesNothing() throws Exception {
        int payouts = 60;
        merchant.fillWallet("fill", "100.00");
        CountDownLatch busy = new CountDownLatch(10);
        merchant.channel.beforeEach(busy::countDown);
        Payments application = application(4);
        List<Payment> accepted = new ArrayList<>();
        for (int i = 0; i < payouts; i++) {
            accepted.add(application.submit(payout(i)).accepted());
        }
        assertThat(busy.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        application.close();

        long sent = merchant.channel.calls("send");
        assertThat(accepted)
                .filteredOn(each -> merchant.now(each).state() == PaymentState.SUCCEEDED)
                .as("settled, as each call that was under way had its time")
                .hasSize((int) sent - 1);
        merchant.rest();
        assertThat(accepted).allMatch(each -> merchant.now(each).state() == PaymentState.SUCCEEDED);
        assertThat(merchant.channel.movements()).isEqualTo(1 + payouts);
        assertThat(merchant.channel.calls("send")).isEqualTo(1 + payouts);
    }

    @Test
    void F15_whenTheDatabaseIsBackTheWorkersGoOnByThemselves() throws Exception {
        merchant.fillWallet("fill", "100.00");
        Outage network = new Outage(merchant.database.dataSource());
        try (Payments application = application(Books.on(network), 4)) {
            network.begin();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
            while (application.trouble().isEmpty()) {
                assertThat(System.nanoTime()).as("noticed in its time").isLessThan(end);
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> application.withdraw(payout(0))).isInstanceOf(StorageException.class);
            network.end();
            for (int i = 0; i < PAYMENTS; i++) {
                application.submit(payout(i));
            }
            assertThat(told.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(merchant.channel.movements()).isEqualTo(1 + PAYMENTS);
    }

    /** Lets the call go on only when the thread that stops the application waits for it. */
    private static void releaseOnceWaiting(Thread stopping, CountDownLatch release) {
        Thread.State[] seen = {Thread.State.RUNNABLE};
        Thread releaser = new Thread(() -> {
            while (seen[0] != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
                seen[0] = stopping.getState();
            }
            release.countDown();
        });
        releaser.setDaemon(true);
        releaser.start();
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
