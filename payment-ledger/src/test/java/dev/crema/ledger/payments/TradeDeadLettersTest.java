package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Explanation;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.books.DeadLetter;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Work on trades that was given up, and what listeners of trades have not taken. */
@ParameterizedClass
@EnumSource(TestDatabase.Kind.class)
class TradeDeadLettersTest {
    private final Merchant merchant;
    private final List<String> told = new ArrayList<>();
    private boolean open;

    TradeDeadLettersTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "100.00");
    }

    @AfterEach
    void close() {
        merchant.close();
    }

    private Payments application() {
        return Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .onTrade("kitchen", event -> {
                    if (!open) {
                        throw new IllegalStateException("closed");
                    }
                    told.add("kitchen " + event.state());
                })
                .onTrade("till", event -> told.add("till " + event.state()))
                .start();
    }

    private void weeksGoBy(Payments payments) {
        for (int halves = 0; halves < 60; halves++) {
            while (payments.runDue() > 0) {
                // until nothing is due
            }
            merchant.clock.advance(Duration.ofHours(12));
        }
    }

    private Trade coffee(Payments payments, String order) {
        return payments.checkout(
                Checkout.of(order).payer(ANN).payee(SHOP).amount("CNY", "18.50").with(wallet(yuan("18.50"))));
    }

    @Test
    void F41_aListenerOfTradesThatFailsKeepsTheEventFromNobodyElse() {
        Payments payments = application();
        coffee(payments, "order-1");
        while (payments.runDue() > 0) {
            // until nothing is due
        }
        assertThat(told).containsExactly("till SUCCEEDED");
        merchant.clock.advance(Duration.ofMinutes(1));
        open = true;
        payments.runDue();
        assertThat(told).containsExactly("till SUCCEEDED", "kitchen SUCCEEDED");
        merchant.assertAtRest();
    }

    @Test
    void F41_anEventOfATradeThatWasGivenUpIsListedExplainedAndReplayed() {
        Payments payments = application();
        Trade trade = coffee(payments, "order-1");
        weeksGoBy(payments);

        DeadLetter letter = payments.deadLetters().list(10).get(0);
        assertThat(letter.id()).isEqualTo(DeadLetter.Id.event(trade.id(), trade.version(), "kitchen"));
        assertThat(letter.id()).hasToString("trade/" + trade.id() + "/2/kitchen");
        assertThat(DeadLetter.Id.parse(letter.id().toString())).isEqualTo(letter.id());
        assertThat(payments.deadLetters().explain(letter.id()))
                .startsWith("Event 2 of trade " + trade.id() + " for listener kitchen was given up")
                .contains("after 14 tries")
                .contains("IllegalStateException")
                .contains("A replay tells the listener again");
        assertThatThrownBy(() -> payments.in(new Scope("tenant")).deadLetters().replay(letter.id(), "eve"))
                .isInstanceOf(NotFoundException.class);

        open = true;
        payments.deadLetters().replay(letter.id(), "ann");
        payments.runDue();
        assertThat(payments.deadLetters().list(10)).isEmpty();
        assertThat(told).containsExactly("till SUCCEEDED", "kitchen SUCCEEDED");
        merchant.assertAtRest();
    }

    @Test
    void whoDiscardsALetterOfATradeIsPartOfItsStoryForEver() {
        Payments payments = application();
        Trade trade = coffee(payments, "order-1");
        weeksGoBy(payments);
        DeadLetter.Id id = payments.deadLetters().list(10).get(0).id();
        payments.deadLetters().discard(id, "ann", "the kitchen knows");
        assertThat(payments.deadLetters().list(10)).isEmpty();
        assertThat(payments.explain(trade.id()).lines())
                .filteredOn(line -> line.topic() == Explanation.Topic.DECISION)
                .extracting(Explanation.Line::text)
                .containsExactly("ann decided on discard dead letter " + id + ": the kitchen knows");
        merchant.assertAtRest();
    }

    @Test
    void aTradeThatIsStuckIsReplayedFromTheFootOfItsLadderAndNeverDiscarded() {
        Payments payments = application();
        open = true;
        Trade trade = payments.checkout(Checkout.of("order-1")
                .payer(ANN)
                .payee(SHOP)
                .amount("CNY", "18.50")
                .with(wallet(yuan("8.00")))
                .with(channel("model")));
        assertThat(trade.state()).isEqualTo(TradeState.SUCCEEDED);
        Payment topUp = trade.payment(2).orElseThrow();
        merchant.channel.usually(Behaviour.DECLINE);
        payments.undo(trade.id(), "the coffee was cold");
        weeksGoBy(payments);
        DeadLetter.Id id = DeadLetter.Id.work(trade.id());
        assertThat(payments.deadLetters().list(10)).extracting(DeadLetter::id).containsExactly(id);
        assertThat(payments.deadLetters().explain(id))
                .contains("STUCK")
                .contains("A replay tries its next step again, as the trade is UNDOING");
        assertThatThrownBy(() -> payments.deadLetters().discard(id, "ann", "no idea"))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("waits for a decision");

        merchant.channel.usually(Behaviour.MOVE);
        payments.deadLetters().replay(id, "ann");
        weeksGoBy(payments);
        assertThat(payments.trade(trade.id()).state()).isEqualTo(TradeState.REFUNDED);
        assertThat(payments.payment(topUp.id()).refundable().isZero()).isTrue();
        assertThat(payments.deadLetters().list(10)).isEmpty();
        merchant.assertAtRest();
    }

    @Test
    void F44_workOnTradesThatEndedLongAgoIsDeletedAndTheyCanStillBeUndone() {
        Payments payments = application();
        open = true;
        Trade trade = coffee(payments, "order-1");
        weeksGoBy(payments);
        while (payments.purge(Duration.ofDays(10)) > 0) {
            // until nothing is left to delete
        }
        assertThat(payments.explain(trade.id()).next().text())
                .isEqualTo("nothing: it has ended and everybody was told");
        assertThat(payments.undo(trade.id(), "the coffee was cold").state()).isEqualTo(TradeState.REFUNDED);
        weeksGoBy(payments);
        assertThat(told).contains("till REFUNDED", "kitchen REFUNDED");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("100.00"));
    }
}
