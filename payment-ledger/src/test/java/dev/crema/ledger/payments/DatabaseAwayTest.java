package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.ModelChannel;
import dev.crema.Payments;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.StorageException;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.OwnPostgreSql;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.payment.Withdrawal;
import dev.crema.retry.Ladder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server that is stopped under an application with workers, comes back, and can only be read from for a while. */
@Timeout(180)
class DatabaseAwayTest {
    private static final int PAYMENTS = 10;
    private static final int PATIENCE = 60;

    private final ModelChannel channel = new ModelChannel("model", Duration.ofSeconds(1));
    private final Semaphore calls = new Semaphore(0);
    private final CountDownLatch calling = new CountDownLatch(2);
    private final CountDownLatch told = new CountDownLatch(PAYMENTS + 1);

    private Payments application(Books books) {
        return Payments.with(books)
                .channel(channel)
                .workers(2)
                .lease(Duration.ofSeconds(2))
                .ladder(new Ladder(List.of(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)), 0))
                .onEvent(PaymentSucceeded.class, event -> {
                    if (event.form() == Form.WITHDRAWAL) {
                        told.countDown();
                    }
                })
                .start();
    }

    private static Withdrawal payout(String reference) {
        return Withdrawal.of(reference)
                .amount("CNY", "1.00")
                .from(ANN)
                .through("model")
                .to(Merchant.PAYEE);
    }

    @Test
    void F15_whileTheDatabaseIsAwayOrOnlyReadRequestsFailFastAndAfterwardsAllGoesOnByItself(@TempDir Path folder)
            throws Exception {
        try (OwnPostgreSql server = OwnPostgreSql.in(folder.resolve("data"));
                HikariDataSource pool = server.pool();
                Books books = Books.on(pool, BooksOptions.DEFAULT.creatingSchema());
                Payments payments = application(books)) {
            payments.topUp(TopUp.of("fill").amount("CNY", "100.00").into(ANN).through("model"));
            channel.beforeEach(() -> {
                calling.countDown();
                calls.acquireUninterruptibly();
            });
            List<Payment> accepted = new ArrayList<>();
            for (int i = 0; i < PAYMENTS; i++) {
                accepted.add(payments.submit(payout("w-" + i)).accepted());
            }
            assertThat(calling.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

            server.stop();
            calls.release(1000); // what is under way can not be stored
            long asked = System.nanoTime();
            assertThatThrownBy(() -> payments.withdraw(payout("w-away")))
                    .isInstanceOf(StorageException.class)
                    .matches(failure -> ((StorageException) failure).isRetryable());
            assertThatThrownBy(() -> payments.payment(accepted.get(0).id())).isInstanceOf(StorageException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
            assertThat(payments.trouble()).contains("STORAGE");
            server.startAgain();

            eventually(() -> accepted.stream()
                    .allMatch(each -> payments.payment(each.id()).state() == PaymentState.SUCCEEDED));
            eventually(() -> payments.trouble().isEmpty());
            readOnly(server, payments);
            assertThat(told.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
            assertThat(channel.movements()).isEqualTo(PAYMENTS + 2);
            assertThat(books.ledger().balance(new AccountId(ANN)).available())
                    .isEqualTo(Money.of("CNY", (99 - PAYMENTS) + ".00"));
            eventually(() -> Invariants.of(pool).atRest().isEmpty());
        }
    }

    private void readOnly(OwnPostgreSql server, Payments payments) throws Exception {
        server.execute("alter system set default_transaction_read_only = on");
        server.execute("select pg_reload_conf()");
        eventually(() -> payments.trouble().isPresent()); // the workers notice by themselves
        assertThatThrownBy(() -> payments.withdraw(payout("w-read"))).isInstanceOf(StorageException.class);
        assertThat(payments.payment(Form.TOP_UP, "fill")).isPresent();
        server.execute("alter system reset default_transaction_read_only");
        server.execute("select pg_reload_conf()");
        eventually(() -> {
            try {
                return payments.withdraw(payout("w-after")).state() == PaymentState.SUCCEEDED;
            } catch (StorageException stillReadOnly) {
                return false;
            }
        });
        eventually(() -> payments.trouble().isEmpty());
    }

    private static void eventually(BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (true) {
            try {
                if (holds.getAsBoolean()) {
                    return;
                }
            } catch (StorageException notYet) {
                assertThat(System.nanoTime()).as("still away").isLessThan(end);
            }
            assertThat(System.nanoTime()).as("in its time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
