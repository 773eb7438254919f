package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Explanation;
import dev.crema.Explanation.Topic;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.TopUp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The story of a payment, as a person reads it. */
@OnEachKind
class ExplainTest {
    private final Merchant merchant;

    ExplainTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.fillWallet("fill", "100.00");
        merchant.runDue();
    }

    @AfterEach
    void close() {
        merchant.assertHolds();
        merchant.close();
    }

    private Explanation explain(Payment payment) {
        return merchant.payments().explain(payment.id());
    }

    private static List<String> texts(Explanation explanation, Topic topic) {
        return explanation.lines().stream()
                .filter(line -> line.topic() == topic)
                .map(Explanation.Line::text)
                .toList();
    }

    @Test
    void itTellsWhatWasAskedDoneSaidAndBookedAndWhatComesNext() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        Payment payout = merchant.withdraw("w-1", "20.00");
        Explanation waiting = explain(payout);
        assertThat(waiting.next().at()).isPresent();
        assertThat(waiting.next().text()).contains("asks channel model what became of it, and sends nothing");

        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();
        Explanation story = explain(payout);
        assertThat(texts(story, Topic.REQUEST))
                .containsExactly("WITHDRAWAL of 20.00 CNY as w-1 through model from " + ANN);
        assertThat(texts(story, Topic.STATE)).containsExactly("CREATED", "PROCESSING", "UNKNOWN", "SUCCEEDED");
        assertThat(texts(story, Topic.CALL))
                .containsExactly(
                        "attempt 1, SEND to model under " + payout.id() + " -> UNKNOWN: the answer was lost",
                        "attempt 2, QUERY to model under " + payout.id() + " -> DONE: transaction txn-" + payout.id()
                                + " of 20.00 CNY");
        assertThat(texts(story, Topic.ENTRY))
                .containsExactlyInAnyOrder(
                        "debit " + ANN + " 20.00 CNY in payment:" + payout.id(),
                        "credit channel:model:clearing:CNY 20.00 CNY in payment:" + payout.id());
        assertThat(texts(story, Topic.EVENT)).hasSize(1).allMatch(text -> text.contains("DONE after 1 tries"));
        assertThat(story.next().text()).isEqualTo("nothing: it has ended and everybody was told");
        assertThat(story.lines()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        assertThat(story.toString()).startsWith("payment " + payout.id() + "\n  2026-03-01T12:00:00Z  REQUEST");
    }

    @Test
    void itTellsOfDifferencesRefundsAndTheContext() {
        Payment topUp = merchant.payments()
                .within(BusinessContext.of("basket-7").trace("traceId", "4bf9"))
                .topUp(TopUp.of("o").amount("CNY", "5.00").into(ANN).through("model"));
        merchant.refund("back-1", topUp, "2.00");
        merchant.payments()
                .receive(new ChannelFact(
                        "model",
                        topUp.id().value(),
                        ChannelFact.Source.WEBHOOK,
                        new ChannelResult.Declined("REVERSED", "the bank took it back")));
        Explanation story = explain(topUp);
        assertThat(texts(story, Topic.REQUEST).get(0)).endsWith(", part of traceId=4bf9 crema.business=basket-7");
        assertThat(texts(story, Topic.CHILD))
                .hasSize(1)
                .allMatch(text -> text.startsWith("refund ") && text.endsWith("of 2.00 CNY as back-1: SUCCEEDED"));
        assertThat(texts(story, Topic.DIFFERENCE)).hasSize(1).allMatch(text -> text.startsWith("CONTRADICTION"));
    }

    @Test
    void whatIsStuckWaitsForAPerson() {
        merchant.channel.next(Behaviour.LOSE_REQUEST);
        merchant.channel.answersQueries(false);
        Payment lost = merchant.withdraw("w-1", "20.00");
        merchant.rest();
        assertThat(explain(lost).next()).hasToString("nothing by itself: it waits for a person, which is STUCK");
        merchant.channel.answersQueries(true);
    }

    @Test
    void F41_aListenerThatIsToBeToldAgainIsNamed() {
        Payments payments = Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .onEvent("kitchen", PaymentSucceeded.class, event -> {
                    throw new IllegalStateException("closed");
                })
                .start();
        Payment paid =
                payments.topUp(TopUp.of("o").amount("CNY", "5.00").into(ANN).through("model"));
        payments.runDue();
        assertThat(payments.explain(paid.id()).next().text())
                .isEqualTo("listener kitchen is told of event 3 (after 1 tries, the last failed with"
                        + " java.lang.IllegalStateException)");
    }

    @Test
    void A30_cardNumbersInWhatAChannelSaysAreHidden() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.topUp("o", "5.00");
        merchant.payments()
                .receive(new ChannelFact(
                        "model",
                        asked.id().value(),
                        ChannelFact.Source.WEBHOOK,
                        new ChannelResult.Declined(
                                "NO", "card 4111 1111 1111 1111 is blocked, order 4111111111111112")));
        assertThat(explain(asked).toString())
                .contains("card …1111 is blocked, order 4111111111111112")
                .doesNotContain("4111 1111");
    }

    @Test
    void A12_thePaymentOfAnotherScopeIsNotThere() {
        Payment paid = merchant.topUp("o", "5.00");
        Payments tenant = merchant.payments().in(new Scope("tenant"));
        assertThatThrownBy(() -> tenant.explain(paid.id())).isInstanceOf(NotFoundException.class);
    }
}
