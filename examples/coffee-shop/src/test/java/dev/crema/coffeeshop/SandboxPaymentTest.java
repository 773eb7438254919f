package dev.crema.coffeeshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.sandbox.SandboxChannel;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@OnEachDatabase
class SandboxPaymentTest {
    private final Shop shop;
    private final Visitor ann;

    SandboxPaymentTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customer();
    }

    private record Placed(String order, String payment) {}

    private Placed pay(String reference, String scenario) {
        String order = ann.flatWhite("o-" + reference);
        String payment =
                ann.payBySandbox(order, "p-" + reference, scenario).is(201).text("id");
        assertThat(ann.status(order)).isEqualTo("paying");
        shop.work();
        return new Placed(order, payment);
    }

    private String state(Placed placed) {
        return ann.get("/api/payments/" + placed.payment).is(200).text("state");
    }

    @Test
    void anOrderPaidThroughTheChannelIsPaidWhenTheNewsCome() {
        Placed placed = pay("1", "pays");

        assertThat(state(placed)).isEqualTo("SUCCEEDED");
        assertThat(ann.status(placed.order)).isEqualTo("paid");
        assertThat(ann.available()).isEqualTo("0.00");
    }

    @Test
    void aDeclineCancelsTheOrderWithTheChannelsReason() {
        Placed placed = pay("2", "declines");

        assertThat(state(placed)).isEqualTo("FAILED");
        assertThat(ann.status(placed.order)).isEqualTo("cancelled");
        assertThat(ann.get("/api/orders/" + placed.order).text("reason")).isEqualTo("DECLINED");
    }

    @Test
    void anotherAmountThanTheOrdersDoesNotPayIt() {
        Placed placed = pay("3", "other_amount");

        assertThat(ann.status(placed.order)).isEqualTo("cancelled");
        assertThat(ann.get("/api/orders/" + placed.order).text("reason")).isEqualTo("AMOUNT_MISMATCH");
    }

    @Test
    void lateAndLostAnswersPayTheOrderAllTheSame() {
        Placed late = pay("4", "late");
        Placed silent = pay("5", "silent");
        assertThat(ann.status(late.order)).isEqualTo("paying");
        assertThat(ann.status(silent.order)).isEqualTo("paying");
        ann.payByBalance(late.order, "p-other").isProblem(409, "PAYMENT_IN_PROGRESS");

        for (int i = 0; i < 4; i++) {
            shop.pass(Duration.ofMinutes(1));
        }

        assertThat(ann.status(late.order)).isEqualTo("paid");
        assertThat(ann.status(silent.order)).isEqualTo("paid");
    }

    @Test
    void thePayerIsSentToTheProvidersPageAndMayConfirm() {
        Placed placed = pay("6", "asks");
        JsonNode payment = ann.get("/api/payments/" + placed.payment).is(200).json();
        assertThat(payment.path("state").asString()).isEqualTo("AWAITING_PAYER");
        assertThat(payment.path("nextAction").path("type").asString()).isEqualTo("redirect");
        String page =
                URI.create(payment.path("nextAction").path("url").asString()).getPath();

        Visitor payer = shop.visitor();
        assertThat(payer.get(page).is(200).response().body()).contains("24.00 CNY", "Confirm", "Refuse");
        Visitor.Answer sentBack = payer.post(page + "/confirm", "").is(303);

        assertThat(sentBack.header("Location")).endsWith("/#order-" + placed.order);
        // The library has not told anybody yet, but whoever sees the payment ended sees its order follow.
        assertThat(ann.status(placed.order)).isEqualTo("paying");
        assertThat(state(placed)).isEqualTo("SUCCEEDED");
        assertThat(ann.status(placed.order)).isEqualTo("paid");
        shop.work();
        payer.post(page + "/confirm", "").is(303);
        payer.post(page + "/refuse", "").is(409);
        assertThat(payer.get(page).is(200).response().body()).doesNotContain("Confirm");
    }

    @Test
    void thePayerMayRefuse() {
        Placed placed = pay("7", "asks");

        shop.visitor().post("/sandbox/pay/" + placed.payment + "/refuse", "").is(303);
        shop.work();

        assertThat(state(placed)).isEqualTo("FAILED");
        assertThat(ann.get("/api/orders/" + placed.order).text("reason")).isEqualTo("PAYER_REFUSED");
        shop.visitor().post("/sandbox/pay/" + placed.payment + "/confirm", "").is(409);
        shop.visitor().get("/sandbox/pay/unknown").is(404);
    }

    @Test
    void whoNeverConfirmsLosesTheOrderWhenTheTimeIsOver() {
        Placed placed = pay("8", "asks");

        for (int i = 0; i < 6; i++) {
            shop.pass(Duration.ofMinutes(5));
        }

        assertThat(state(placed)).isIn("EXPIRED", "FAILED");
        assertThat(ann.status(placed.order)).isEqualTo("cancelled");
    }

    @Test
    void A17_cancellingAnOrderClosesItsPaymentAtTheChannelFirst() {
        Placed placed = pay("9", "asks");

        assertThat(ann.cancel(placed.order).is(200).text("status")).isEqualTo("cancelled");

        assertThat(state(placed)).isEqualTo("CANCELLED");
        shop.visitor().post("/sandbox/pay/" + placed.payment + "/confirm", "").is(409);
    }

    @Test
    void A17_ifThePayerWasFasterTheOrderIsPaidAndNotCancelled() {
        Placed placed = pay("10", "asks");
        shop.bean(SandboxChannel.class)
                .provider()
                .payer(placed.payment)
                .confirms(); // and its message is still on its way

        ann.cancel(placed.order).isProblem(409, "ORDER_ALREADY_PAID");

        assertThat(state(placed)).isEqualTo("SUCCEEDED");
        assertThat(ann.status(placed.order)).isEqualTo("paid");
    }

    @Test
    void aCancellationThatTheChannelDoesNotAnswerEndsLater() {
        Placed placed = pay("11", "asks");
        shop.bean(SandboxChannel.class).provider().loseNextRequest();

        ann.cancel(placed.order).isProblem(409, "CANCELLATION_PENDING");
        for (int i = 0; i < 4; i++) {
            shop.pass(Duration.ofMinutes(1));
        }

        assertThat(ann.status(placed.order)).isEqualTo("cancelled");
        assertThat(state(placed)).isEqualTo("CANCELLED");
    }

    @Test
    void aPaymentThatWasNotSentYetIsCancelledAtOnce() {
        String order = ann.flatWhite("o-12");
        ann.payBySandbox(order, "p-12", "pays").is(201);

        assertThat(ann.cancel(order).is(200).text("status")).isEqualTo("cancelled");
        shop.work();
        assertThat(ann.status(order)).isEqualTo("cancelled");
    }

    @Test
    void moneyThatComesForACancelledOrderIsGivenBack() {
        Placed placed = pay("13", "asks");
        // As if somebody had ended the order by hand while its payment was open.
        shop.database()
                .sql("update coffee_order set status = 'cancelled' where id = ?")
                .param(placed.order)
                .update();

        shop.visitor().post("/sandbox/pay/" + placed.payment + "/confirm", "").is(303);
        shop.work();

        JsonNode refunds =
                ann.get("/api/payments/" + placed.payment).is(200).json().path("refunds");
        assertThat(refunds.size()).isEqualTo(1);
        assertThat(refunds.get(0).path("amount").asString()).isEqualTo("24.00");
        assertThat(refunds.get(0).path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(ann.status(placed.order)).isEqualTo("cancelled");
    }

    @Test
    void aRepeatedPaymentIsTheFirstOne() {
        Placed placed = pay("14", "pays");

        Visitor.Answer again = ann.payBySandbox(placed.order, "p-14", "pays").is(201);

        assertThat(again.text("id")).isEqualTo(placed.payment);
        assertThat(again.text("state")).isEqualTo("SUCCEEDED");
        ann.payBySandbox(placed.order, "p-14", "late").isProblem(409, "IDEMPOTENCY_CONFLICT");
        ann.payBySandbox(placed.order, "p-other", "pays").isProblem(409, "ORDER_ALREADY_PAID");
        ann.payBySandbox(ann.flatWhite("o-15"), "p-15", "mute").refuses("scenario");
    }
}
