package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.Payments;
import dev.crema.books.PaymentBooks;
import dev.crema.ledger.Books;
import dev.crema.ledger.CountedDataSource;
import dev.crema.ledger.CountedDataSource.Counts;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Form;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a payment costs the database, phase by phase: statements, and commits, each of which is a flush of its log. */
@OnEachKind
class CostTest {
    private static final Counts NOTHING = new Counts(0, 0);

    private final Merchant merchant;
    private final CountedDataSource counted;
    private final Map<String, Counts> phases = new TreeMap<>();
    private final Payments payments;

    CostTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        this.counted = new CountedDataSource(merchant.database.dataSource());
        this.payments = Payments.with(counting(Books.on(counted)))
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .start();
        merchant.fillWallet("fill", "100.00");
        merchant.runDue();
        warmUp();
    }

    @AfterEach
    void theBooksHold() {
        merchant.assertHolds();
        merchant.close();
    }

    /** Opens the accounts and teaches the ledger what it remembers. */
    private void warmUp() {
        payments.transfer(transfer("warm-up"));
        payments.submit(payout("warm-up"));
        work();
        phases.clear();
    }

    private void work() {
        while (payments.runDue() > 0) {
            // until nothing is due
        }
    }

    private PaymentBooks counting(PaymentBooks books) {
        return (PaymentBooks) Proxy.newProxyInstance(
                PaymentBooks.class.getClassLoader(),
                new Class<?>[] {PaymentBooks.class},
                (proxy, method, arguments) -> {
                    Counts before = counted.counts();
                    try {
                        return method.invoke(books, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        Counts spent = counted.counts().since(before);
                        phases.merge(method.getName(), spent, Counts::plus);
                    }
                });
    }

    private static Transfer transfer(String reference) {
        return Transfer.of(reference).amount("CNY", "1.00").from(ANN).to(SHOP);
    }

    private static Withdrawal payout(String reference) {
        return Withdrawal.of(reference)
                .amount("CNY", "1.00")
                .from(ANN)
                .through("model")
                .to(PAYEE);
    }

    private int commits(String phase) {
        return phases.getOrDefault(phase, NOTHING).commits();
    }

    @Test
    void aTransferIsOneCommit() {
        payments.transfer(transfer("t"));
        System.out.println(merchant.database.kind() + " transfer: " + phases);
        assertThat(commits("accept")).isEqualTo(1);
        assertThat(phases.values().stream().mapToInt(Counts::commits).sum()).isEqualTo(1);
    }

    @Test
    void anAsynchronousPaymentThroughAChannelIsThreeCommits() {
        payments.submit(payout("w"));
        Counts accepted = phases.getOrDefault("accept", NOTHING);
        assertThat(accepted.commits()).isEqualTo(1);
        payments.runDue();
        System.out.println(merchant.database.kind() + " payout: " + phases);
        assertThat(payments.payment(Form.WITHDRAWAL, "w").orElseThrow().state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(commits("claim")).isEqualTo(1);
        assertThat(commits("settle")).isEqualTo(1);
    }

    @Test
    void fiftyPaymentsAreClaimedInOneCommit() {
        for (int i = 0; i < 50; i++) {
            payments.submit(payout("w-" + i));
        }
        phases.clear();
        payments.runDue();
        System.out.println(merchant.database.kind() + " fifty payouts: " + phases);
        assertThat(commits("claim")).isEqualTo(1);
        assertThat(commits("settle")).isEqualTo(50);
        assertThat(commits("claimDeliveries"))
                .as("all events are shared out together")
                .isEqualTo(1);
    }
}
