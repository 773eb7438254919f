package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ledger.CrashPoints;
import dev.crema.ledger.CrashPoints.Death;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Withdrawal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process dies between the phases of a withdrawal: T1, T2, the call and T3 commit in this order. */
@OnEachKind
class PhasesTest {
    private static final int T1 = 1;
    private static final int T2 = 2;
    private static final int T3 = 3;
    private static final Duration PAST_THE_LEASE = Duration.ofMinutes(2);

    private final Merchant merchant;

    PhasesTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "100.00");
        merchant.runDue();
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        assertThat(merchant.balance(ANN).balance()).isEqualTo(yuan("80.00"));
        assertThat(merchant.channel.movements()).isEqualTo(2);
        merchant.close();
    }

    private void die(CrashPoints points) {
        assertThatThrownBy(() -> merchant.node(points)
                        .withdraw(Withdrawal.of("w")
                                .amount("CNY", "20.00")
                                .from(ANN)
                                .through("model")
                                .to(PAYEE)))
                .isInstanceOf(Death.class);
        merchant.channel.calm();
        merchant.assertHolds();
    }

    private Optional<Payment> accepted() {
        return merchant.payments().payment(Form.WITHDRAWAL, "w");
    }

    private void anotherWorkerTakesOver() {
        merchant.clock.advance(PAST_THE_LEASE);
        merchant.runDue();
        assertThat(accepted().orElseThrow().state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F01_beforeT1CommitsNothingHappened() {
        die(CrashPoints.beforeCommit(merchant.database.dataSource(), T1));

        assertThat(accepted()).isEmpty();
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("0.00"));
        assertThat(merchant.withdraw("w", "20.00").state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void F02_afterT1ThePaymentGoesOnWithoutItsCaller() {
        die(CrashPoints.afterCommit(merchant.database.dataSource(), T1));

        Payment payment = accepted().orElseThrow();
        assertThat(payment.state()).isEqualTo(PaymentState.CREATED);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));
        assertThat(merchant.withdraw("w", "20.00").id()).isEqualTo(payment.id());
        assertThat(merchant.channel.calls("send")).isEqualTo(1);
        anotherWorkerTakesOver();
    }

    @Test
    void F03_afterT2TheChannelIsAskedBeforeAnythingIsSent() {
        die(CrashPoints.afterCommit(merchant.database.dataSource(), T2));

        Payment payment = accepted().orElseThrow();
        assertThat(payment.state()).isEqualTo(PaymentState.PROCESSING);
        merchant.runDue();
        assertThat(merchant.channel.calls()).hasSize(1);
        anotherWorkerTakesOver();
        assertThat(merchant.channel.calls()).endsWith("query " + payment.id(), "send " + payment.id());
    }

    @Test
    void F04_afterTheChannelActedItIsFoundAndNotSentAgain() {
        CrashPoints points = CrashPoints.beforeCommit(merchant.database.dataSource(), T3);
        die(points);

        Payment payment = accepted().orElseThrow();
        assertThat(payment.state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(merchant.balance(ANN).held()).isEqualTo(yuan("20.00"));
        anotherWorkerTakesOver();
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
        assertThat(merchant.channel.calls()).endsWith("query " + payment.id());
    }

    @Test
    void F05_afterT3RunningTheWorkAgainChangesNothing() {
        die(CrashPoints.afterCommit(merchant.database.dataSource(), T3));

        Payment payment = accepted().orElseThrow();
        assertThat(payment.state()).isEqualTo(PaymentState.SUCCEEDED);
        anotherWorkerTakesOver();
        assertThat(merchant.payments().payment(payment.id())).isEqualTo(payment);
        assertThat(merchant.events.stream().filter(event -> event.paymentId().equals(payment.id())))
                .hasSize(1);
    }
}
