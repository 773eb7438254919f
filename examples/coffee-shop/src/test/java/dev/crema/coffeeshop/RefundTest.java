package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@OnEachDatabase
class RefundTest {
    private final Shop shop;
    private final Visitor ann;

    RefundTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customerWith("100.00");
    }

    private String paidByBalance(String order) {
        return ann.payByBalance(order, "p-" + order).is(201).text("id");
    }

    @Test
    void aRefundOfAPaymentByBalanceReturnsToTheWallet() {
        String order = ann.flatWhite("o-1");
        String payment = paidByBalance(order);

        JsonNode refund = ann.refund(payment, "r-1", "9.50").is(201).json();

        assertThat(refund.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(refund.path("amount").asString()).isEqualTo("9.50");
        assertThat(refund.path("reference").asString()).isEqualTo("r-1");
        assertThat(ann.status(order)).isEqualTo("partially_refunded");
        assertThat(ann.available()).isEqualTo("85.50");
        JsonNode shown = ann.get("/api/payments/" + payment)
                .is(200)
                .json()
                .path("refunds")
                .get(0);
        assertThat(shown)
                .isEqualTo(Visitor.JSON.valueToTree(body(
                        "id",
                        refund.path("id").asString(),
                        "reference",
                        "r-1",
                        "amount",
                        "9.50",
                        "state",
                        "SUCCEEDED")));

        ann.refund(payment, "r-2", "14.50").is(201);
        assertThat(ann.status(order)).isEqualTo("refunded");
        assertThat(ann.available()).isEqualTo("100.00");
        ann.payByBalance(order, "p-once-more").isProblem(409, "ORDER_ALREADY_PAID");
    }

    @Test
    void aRefundOfAPaymentThroughTheChannelReturnsThroughIt() {
        String order = ann.flatWhite("o-2");
        String payment = ann.payBySandbox(order, "p-2", "pays").is(201).text("id");
        shop.work();

        String refund = ann.refund(payment, "r-1", "24.00").is(201).text("id");
        assertThat(ann.status(order)).isEqualTo("paid");
        shop.work();

        JsonNode shown =
                ann.get("/api/payments/" + payment).json().path("refunds").get(0);
        assertThat(shown.path("id").asString()).isEqualTo(refund);
        assertThat(shown.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(ann.status(order)).isEqualTo("refunded");
        assertThat(ann.available()).isEqualTo("100.00");
    }

    @Test
    void aRepeatedRefundIsTheFirstOne() {
        String payment = paidByBalance(ann.flatWhite("o-3"));
        Visitor.Answer first = ann.refund(payment, "r-1", "10.00").is(201);

        assertThat(ann.refund(payment, "r-1", "10.00").is(201).json()).isEqualTo(first.json());
        ann.refund(payment, "r-1", "10.01").isProblem(409, "IDEMPOTENCY_CONFLICT");
        assertThat(ann.available()).isEqualTo("86.00");
    }

    @Test
    void noMoreIsGivenBackThanWasPaid() {
        String payment = paidByBalance(ann.flatWhite("o-4"));

        ann.refund(payment, "r-1", "24.01").isProblem(409, "AMOUNT_EXCEEDED");
        ann.refund(payment, "r-1", "20.00").is(201);
        ann.refund(payment, "r-2", "4.01").isProblem(409, "AMOUNT_EXCEEDED");
        ann.refund(payment, "r-2", "4.00").is(201);
        assertThat(ann.available()).isEqualTo("100.00");
    }

    @Test
    void A14_ofManyRefundsAtOnceOnlyWhatWasPaidIsGivenBack() {
        String order = ann.flatWhite("o-5");
        String payment = paidByBalance(order);

        List<Integer> answers =
                Together.run(8, i -> ann.refund(payment, "race-" + i, "9.00").status());

        assertThat(answers).containsOnly(201, 409);
        assertThat(answers.stream().filter(status -> status == 201)).hasSize(2);
        assertThat(ann.available()).isEqualTo("94.00");
        assertThat(ann.status(order)).isEqualTo("partially_refunded");
    }

    @Test
    void A15_whatHasNotSucceededIsNotGivenBack() {
        String order = ann.flatWhite("o-6");
        String payment = ann.payBySandbox(order, "p-6", "asks").is(201).text("id");

        ann.refund(payment, "r-6", "1.00").isProblem(409, "INVALID_STATE");
        assertThat(ann.status(order)).isEqualTo("paying");
    }

    @Test
    void A12_anotherCustomersPaymentIsNotThereToBeGivenBack() {
        String payment = paidByBalance(ann.flatWhite("o-7"));
        Visitor eve = shop.customer();

        eve.refund(payment, "r", "1.00").isProblem(404, "NOT_FOUND");
        eve.refund("0".repeat(26), "r", "1.00").isProblem(404, "NOT_FOUND");
        eve.refund("x", "r", "1.00").isProblem(404, "NOT_FOUND");
    }

    @Test
    void eachFieldOfARefundIsCheckedByName() {
        String payment = paidByBalance(ann.flatWhite("o-8"));
        refused(payment, "reference", null, "", "a b", "x".repeat(65), 5);
        refused(payment, "amount", null, "", "0", "-1.00", "1.001", "1e1", 5, true, "1".repeat(19));
        ann.refund(payment, "r-8", "1.00").is(201);
    }

    private void refused(String payment, String field, Object... values) {
        for (Object value : Arrays.asList(values)) {
            Map<String, Object> body = body("reference", "r-8", "amount", "1.00");
            body.put(field, value);
            ann.post("/api/payments/" + payment + "/refund", body).refuses(field);
        }
    }
}
