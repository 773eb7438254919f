package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.plan.Tender.anyChannel;
import static dev.crema.plan.Tender.wallet;
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
import dev.crema.route.RouteRules;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
                        + " java.lang.IllegalStateException: closed)");
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
    void F34_webhooksAreCountedAndTellWhatTheyChanged() {
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment waiting = merchant.topUp("o", "5.00");
        merchant.channel.move(waiting.id().value());
        ChannelFact paid = merchant.webhook(waiting);
        merchant.payments().receive(paid);
        merchant.clock.advance(Duration.ofMinutes(1));
        merchant.payments().receive(paid);
        merchant.payments().receive(paid);
        merchant.payments()
                .receive(new ChannelFact(
                        "model",
                        waiting.id().value(),
                        ChannelFact.Source.WEBHOOK,
                        new ChannelResult.InProgress("card 4111 1111 1111 1111 is asked")));
        assertThat(texts(explain(waiting), Topic.NEWS))
                .containsExactly(
                        "WEBHOOK told DONE: transaction txn-" + waiting.id()
                                + " of 5.00 CNY -> SUCCEEDED (3 times, last at 2026-03-01T12:01:00Z)",
                        "WEBHOOK told IN_PROGRESS: card …1111 is asked, which changed no state");
    }

    @Test
    void A12_thePaymentOfAnotherScopeIsNotThere() {
        Payment paid = merchant.topUp("o", "5.00");
        Payments tenant = merchant.payments().in(new Scope("tenant"));
        assertThatThrownBy(() -> tenant.explain(paid.id())).isInstanceOf(NotFoundException.class);
    }

    private Payments routed() {
        return merchant.nodeWith(builder -> builder.routes(RouteRules.none()
                .with(List.of(Map.of("name", "cheap", "channels", List.of(Map.of("name", "other")))))));
    }

    private static Checkout coffee() {
        return Checkout.of("order-7")
                .payer(ANN)
                .payee(SHOP)
                .amount("CNY", "18.50")
                .with(wallet(Merchant.yuan("8.00")))
                .with(anyChannel());
    }

    @Test
    void aPaymentOfATradeTellsOfItsPlanAndOfItsRoute() {
        Trade trade = routed().checkout(coffee());
        Explanation story = explain(trade.payment(2).orElseThrow());
        assertThat(texts(story, Topic.PLAN))
                .hasSize(1)
                .allMatch(text -> text.startsWith("carries out step 2. ")
                        && text.contains("of plan " + trade.plan().name() + " ("
                                + trade.plan().why() + ")")
                        && text.endsWith("of trade " + trade.id()));
        assertThat(texts(story, Topic.ROUTE))
                .hasSize(1)
                .allMatch(text -> text.startsWith("other, because of route rule cheap: other costs 0 basis points"));
        assertThat(texts(explain(merchant.topUp("o", "5.00")), Topic.ROUTE))
                .containsExactly("model, as the request says");
    }

    @Test
    void aTradeTellsItsStory() {
        merchant.other.next(Behaviour.ASK_PAYER);
        Payments payments = routed();
        Trade trade = payments.checkout(coffee());
        Explanation waiting = payments.explain(trade.id());
        assertThat(texts(waiting, Topic.REQUEST))
                .containsExactly("sale of 18.50 CNY as order-7 by " + ANN + " for order-7 of 18.50 CNY to " + SHOP
                        + ", part of crema.business=order-7 crema.trade=" + trade.id() + " crema.order=order-7");
        assertThat(texts(waiting, Topic.PLAN)).hasSize(1 + trade.plan().steps().size());
        assertThat(texts(waiting, Topic.CHILD)).hasSize(2);
        assertThat(waiting.next().text())
                .isEqualTo("it goes on with the end of payment "
                        + trade.payment(1).orElseThrow().id() + ", which is AUTHORIZED, and of payment "
                        + trade.payment(2).orElseThrow().id() + ", which is AWAITING_PAYER");

        merchant.clock.advance(Duration.ofHours(3));
        merchant.rest();
        Explanation story = payments.explain(trade.id());
        assertThat(texts(story, Topic.STATE)).hasSize(3).first().isEqualTo("PAYING");
        assertThat(texts(story, Topic.STATE)).last().asString().startsWith("FAILED because EXPIRED");
        assertThat(texts(story, Topic.ROUTE)).allMatch(text -> text.contains("route rule cheap"));
        assertThat(texts(story, Topic.EVENT)).containsExactly("event 3 for listener TradeEvent-1 DONE after 1 tries");
        assertThat(story.next().text()).isEqualTo("nothing: it has ended and everybody was told");
        assertThat(story.toString()).startsWith("trade " + trade.id() + "\n");
        assertThatThrownBy(() -> payments.in(new Scope("tenant")).explain(trade.id()))
                .isInstanceOf(NotFoundException.class);
    }
}
