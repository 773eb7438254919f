package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel that takes everything on, decides in its own time, and never sends a message of its own accord. */
class PollingTest {
    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    /** What a customer who has topped up may be waiting for, all of it undecided. */
    private List<Payment> undecided() {
        merchant.fillWallet("fill", "50.00");
        Payment paid = merchant.topUp("paid", "18.50");
        Payment authorized = merchant.authorize("authorized", "9.00");
        merchant.channel.usually(Behaviour.TAKE_ON);
        return List.of(
                merchant.topUp("in", "1.00"),
                merchant.withdraw("out", "20.00"),
                merchant.refund("back", paid, "5.00"),
                merchant.capture("captured", authorized, "9.00"),
                merchant.authorize("later", "3.00"));
    }

    private void decideAfter(Duration silence, List<Payment> undecided, Consumer<String> decision) {
        for (Duration passed = Duration.ZERO; passed.compareTo(silence) < 0; passed = passed.plusMinutes(30)) {
            merchant.runDue();
            merchant.clock.advance(Duration.ofMinutes(30));
        }
        assertThat(undecided)
                .allSatisfy(payment ->
                        assertThat(merchant.now(payment).state().isTerminal()).isFalse());
        undecided.forEach(payment -> decision.accept(payment.id().value()));
        // The longest wait of the ladder, whose jitter may add a fifth to it.
        merchant.clock.advance(Duration.ofHours(29));
        merchant.runDue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 100})
    void F39_withoutAWebhookPollingFindsWhatMoved(int hours) {
        List<Payment> undecided = undecided();
        decideAfter(Duration.ofHours(hours), undecided, merchant.channel::move);
        assertThat(undecided.subList(0, 4))
                .allSatisfy(payment -> assertThat(merchant.now(payment).state()).isEqualTo(PaymentState.SUCCEEDED));
        assertThat(merchant.now(undecided.get(4)).state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("30.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("23.50"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 100})
    void F39_withoutAWebhookPollingFindsWhatWasRefused(int hours) {
        List<Payment> undecided = undecided();
        decideAfter(Duration.ofHours(hours), undecided, merchant.channel::decline);
        assertThat(undecided)
                .allSatisfy(payment -> assertThat(merchant.now(payment).state()).isEqualTo(PaymentState.FAILED));
        assertThat(merchant.available(ANN)).isEqualTo(yuan("50.00"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
    }
}
