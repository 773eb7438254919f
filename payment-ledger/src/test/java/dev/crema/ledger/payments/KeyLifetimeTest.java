package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.PAYEE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.channel.Payout;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that forgets references after a while: what is repeated later is asked about first. */
class KeyLifetimeTest {
    private Merchant merchant;

    @BeforeEach
    void aCustomerWithMoney() {
        merchant = Merchant.on(TestDatabase.Kind.H2);
        merchant.channel.keysLast(Duration.ofHours(24));
        merchant.fillWallet("fill", "100.00");
        merchant.runDue();
    }

    @AfterEach
    void theBooksHold() {
        merchant.channel.usually(Behaviour.MOVE);
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    /** The first request is lost, and then the channel can not be reached for two days. */
    private Payment sentLongAgo() {
        merchant.channel.next(Behaviour.LOSE_REQUEST);
        merchant.channel.usually(Behaviour.UNREACHABLE);
        Payment payout = merchant.withdraw("w-1", "20.00");
        for (int hours = 0; hours < 48; hours++) {
            merchant.clock.advance(Duration.ofHours(1));
            merchant.runDue();
        }
        assertThat(merchant.now(payout).state().isTerminal()).isFalse();
        merchant.channel.usually(Behaviour.MOVE);
        return payout;
    }

    @Test
    void F33_whatArrivedAfterAllAndWasForgottenIsFoundAndNotSentAgain() {
        Payment payout = sentLongAgo();
        String reference = payout.id().value();
        // The lost request arrives after all, is carried out, and its key forgotten.
        merchant.channel.send(new Payout(reference, payout.amount(), PAYEE, "late", Map.of()));
        merchant.channel.forgetKeys();
        long sent = merchant.channel.calls("send");
        merchant.rest();

        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls("send")).isEqualTo(sent);
        assertThat(merchant.channel.movements()).isEqualTo(2); // the fill and the payout
    }

    @Test
    void F33_whatTheChannelDefinitelyDoesNotHaveIsSentUnderTheSameReference() {
        Payment payout = sentLongAgo();
        merchant.rest();
        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls()).endsWith("query " + payout.id(), "send " + payout.id());
    }

    @Test
    void F33_withoutAnAnswerNothingIsSent() {
        Payment payout = sentLongAgo();
        merchant.channel.answersQueries(false);
        long sent = merchant.channel.calls("send");
        merchant.rest();
        assertThat(merchant.channel.calls("send")).isEqualTo(sent);
        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.UNKNOWN);
        merchant.channel.answersQueries(true);
    }

    @Test
    void withinItsLifetimeTheKeyIsReliedOn() {
        merchant.channel.next(Behaviour.UNREACHABLE);
        Payment payout = merchant.withdraw("w-1", "20.00");
        merchant.rest();
        assertThat(merchant.now(payout).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls("query")).isZero();
    }
}
