package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Death;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Withdrawal;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The host's transaction is REPEATABLE READ, and goes on seeing a payment as it was before a worker sent it. */
@OnEachDatabase
class HostSnapshotTest {
    private final TestDatabase.Kind kind;

    HostSnapshotTest(TestDatabase database) {
        this.kind = database.kind();
    }

    @Test
    void F16_aPaymentThatWasSentSinceTheHostLookedIsNotCalledOffAsIfItWereNot() throws SQLException {
        try (Merchant merchant = Merchant.on(kind);
                HikariDataSource strict = merchant.database.pool(
                        config -> config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ"))) {
            merchant.fillWallet("fill", "100.00");
            merchant.runDue();
            Payment waiting = acceptedOnly(merchant);
            TestHost host = new TestHost(strict);
            Payments node = merchant.node(host, host);

            host.begin();
            assertThat(node.payment(waiting.id()).state()).isEqualTo(PaymentState.CREATED);
            merchant.channel.next(Behaviour.TAKE_ON);
            merchant.clock.advance(Duration.ofMinutes(2));
            merchant.runDue();
            assertThat(merchant.channel.calls("send")).isEqualTo(2);
            try {
                node.cancel(waiting.id());
                host.commit();
            } catch (PaymentException refused) {
                host.rollBack();
            }

            assertThat(merchant.payments().payment(waiting.id()).state()).isEqualTo(PaymentState.PROCESSING);
            merchant.channel.moveAllTakenOn();
            merchant.rest();
            merchant.assertAtRest();
        }
    }

    /** A withdrawal whose process died before it was sent. */
    private static Payment acceptedOnly(Merchant merchant) {
        CrashPoints points = CrashPoints.afterCommit(merchant.database.dataSource(), 1);
        assertThatThrownBy(() -> merchant.node(points)
                        .withdraw(Withdrawal.of("w")
                                .amount("CNY", "20.00")
                                .from(ANN)
                                .through("model")
                                .to(PAYEE)))
                .isInstanceOf(Death.class);
        merchant.channel.calm();
        return merchant.payments().payment(Form.WITHDRAWAL, "w").orElseThrow();
    }
}
