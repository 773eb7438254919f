package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.coffeeshop.account.ShopAccounts;
import dev.crema.money.Money;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@OnEachDatabase
class BalancePaymentTest {
    private final Shop shop;
    private final Visitor ann;

    BalancePaymentTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customerWith("100.00");
    }

    private Money till() {
        return shop.ledger().balance(ShopAccounts.TILL).balance();
    }

    @Test
    void anOrderPaidByBalanceIsPaidAtOnce() {
        Money before = till();
        String order = ann.flatWhite("o-1");

        JsonNode payment = ann.payByBalance(order, "p-1").is(201).json();

        assertThat(payment.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(payment.path("orderId").asString()).isEqualTo(order);
        assertThat(payment.path("amount").asString()).isEqualTo("24.00");
        assertThat(payment.path("currency").asString()).isEqualTo("CNY");
        assertThat(payment.path("reference").asString()).isEqualTo("p-1");
        assertThat(payment.path("nextAction").path("type").asString()).isEqualTo("none");
        assertThat(payment.path("attempts").isEmpty()).isTrue();
        assertThat(ann.status(order)).isEqualTo("paid");
        assertThat(ann.available()).isEqualTo("76.00");
        assertThat(till().minus(before)).hasToString("24.00 CNY");
        assertThat(ann.get("/api/payments/order/" + order).is(200).json().get(0))
                .isEqualTo(payment);
    }

    @Test
    void aRepeatedPaymentIsTheFirstOne() {
        String order = ann.flatWhite("o-2");
        Visitor.Answer first = ann.payByBalance(order, "p-2").is(201);

        assertThat(ann.payByBalance(order, "p-2").is(201).json()).isEqualTo(first.json());
        assertThat(ann.available()).isEqualTo("76.00");
    }

    @Test
    void aPaidOrderIsNeverChargedAgainUnderAnyReference() {
        String order = ann.flatWhite("o-3");
        ann.payByBalance(order, "p-3").is(201);

        ann.payByBalance(order, "p-3-again").isProblem(409, "ORDER_ALREADY_PAID");
        ann.payBySandbox(order, "p-3-sandbox", "pays").isProblem(409, "ORDER_ALREADY_PAID");
        ann.cancel(order).isProblem(409, "ORDER_ALREADY_PAID");
        shop.work();
        assertThat(ann.available()).isEqualTo("76.00");
        assertThat(ann.status(order)).isEqualTo("paid");
    }

    @Test
    void A07_aReferenceStandsForOnePaymentOnly() {
        String order = ann.flatWhite("o-4");
        String other = ann.flatWhite("o-5");
        ann.payByBalance(order, "p-4").is(201);

        ann.payByBalance(other, "p-4").isProblem(409, "IDEMPOTENCY_CONFLICT");
        ann.payBySandbox(order, "p-4", "pays").isProblem(409, "IDEMPOTENCY_CONFLICT");
        assertThat(ann.status(other)).isEqualTo("pending");
    }

    @Test
    void A08_twoCustomersMayPayUnderOneReference() {
        Visitor bob = shop.customerWith("30.00");
        String mine = ann.payByBalance(ann.flatWhite("o-6"), "p-6").is(201).text("id");
        String theirs = bob.payByBalance(bob.flatWhite("o-6"), "p-6").is(201).text("id");

        assertThat(theirs).isNotEqualTo(mine);
        bob.get("/api/payments/" + mine).isProblem(404, "NOT_FOUND");
        assertThat(bob.get("/api/payments/" + mine).response().body().replace(mine, ""))
                .isEqualTo(bob.get("/api/payments/" + "0".repeat(26))
                        .response()
                        .body()
                        .replace("0".repeat(26), ""));
    }

    @Test
    void tooLittleBalanceCancelsTheOrderAndSaysSo() {
        Visitor poor = shop.customerWith("23.99");
        String order = poor.flatWhite("o-7");

        Visitor.Answer refused = poor.payByBalance(order, "p-7").isProblem(409, "INSUFFICIENT_FUNDS");

        assertThat(poor.get("/api/orders/" + order).text("status")).isEqualTo("cancelled");
        assertThat(poor.get("/api/orders/" + order).text("reason")).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(poor.available()).isEqualTo("23.99");
        assertThat(poor.get("/api/payments/order/" + order).is(200).json().isEmpty())
                .isTrue();
        assertThat(poor.payByBalance(order, "p-7")
                        .isProblem(409, "INSUFFICIENT_FUNDS")
                        .json())
                .isEqualTo(refused.json());
        poor.payByBalance(order, "p-7-again").isProblem(409, "ORDER_CANCELLED");
    }

    @Test
    void whatFailsAfterTheHoldGivesTheMoneyBackAndCancelsTheOrder() {
        String order = ann.flatWhite("o-8");
        Visitor.Answer answer;
        // The database itself refuses the second half, as it would with a full disk or a broken rule.
        shop.database()
                .sql("alter table coffee_order add constraint jammed check (status <> 'paid' or id <> '" + order + "')")
                .update();
        try {
            answer = ann.payByBalance(order, "p-8").is(201);
        } finally {
            shop.database()
                    .sql("alter table coffee_order drop constraint jammed")
                    .update();
        }

        assertThat(answer.text("state")).isEqualTo("CANCELLED");
        assertThat(ann.get("/api/orders/" + order).text("status")).isEqualTo("cancelled");
        assertThat(ann.get("/api/orders/" + order).text("reason")).isEqualTo("CANCELLED");
        assertThat(ann.get("/api/wallet").json())
                .isEqualTo(Visitor.JSON.valueToTree(
                        body("balance", "100.00", "held", "0.00", "available", "100.00", "currency", "CNY")));
        assertThat(ann.payByBalance(order, "p-8").is(201).json()).isEqualTo(answer.json());
    }

    @Test
    void eachFieldOfAPaymentIsCheckedByName() {
        String order = ann.flatWhite("o-9");
        refused(order, "reference", null, "", "a b", "x".repeat(65), 5);
        refused(order, "orderId", null, 5, true);
        refused(order, "method", null, "", "BALANCE", "cash", 5);
        refused(order, "scenario", "pays", "", 5);
        ann.payByBalance("x", "p-9").isProblem(404, "NOT_FOUND");
        ann.payByBalance("0".repeat(26), "p-9").isProblem(404, "NOT_FOUND");
        ann.get("/api/payments/x").isProblem(404, "NOT_FOUND");
        ann.get("/api/payments/order/x").isProblem(404, "NOT_FOUND");
        assertThat(ann.get("/api/payments/order/" + order).is(200).json().isEmpty())
                .isTrue();
        ann.payByBalance(order, "p-9").is(201);
    }

    private void refused(String order, String field, Object... values) {
        for (Object value : Arrays.asList(values)) {
            Map<String, Object> body = body("orderId", order, "method", "balance", "reference", "p-9");
            body.put(field, value);
            ann.post("/api/payments", body).refuses(field);
        }
    }
}
