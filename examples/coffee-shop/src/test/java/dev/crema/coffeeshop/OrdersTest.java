package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.coffeeshop.checkout.Backstage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@OnEachDatabase
class OrdersTest {
    private final Shop shop;
    private final Visitor ann;

    OrdersTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customer();
    }

    private static Map<String, Object> item(Object sku, Object quantity) {
        return body("sku", sku, "quantity", quantity);
    }

    private Visitor.Answer order(String reference, Object... items) {
        return ann.post("/api/orders", body("reference", reference, "items", Arrays.asList(items)));
    }

    @Test
    void theMenuIsThereForEverybody() {
        JsonNode menu = shop.visitor().get("/api/menu").is(200).json();

        assertThat(menu.size()).isBetween(6, 8);
        assertThat(menu.get(2))
                .isEqualTo(Visitor.JSON.valueToTree(body(
                        "sku",
                        "flat-white",
                        "name",
                        "Flat White",
                        "price",
                        "24.00",
                        "currency",
                        "CNY",
                        "available",
                        true)));
    }

    @Test
    void anOrderIsPendingAtThePricesOfTheDay() {
        JsonNode order = order("o-1", item("flat-white", 2), item("croissant", 1))
                .is(201)
                .json();

        assertThat(order.path("status").asString()).isEqualTo("pending");
        assertThat(order.path("amount").asString()).isEqualTo("63.90");
        assertThat(order.path("currency").asString()).isEqualTo("CNY");
        assertThat(order.path("orderNo").asString()).startsWith("26");
        assertThat(order.path("items").get(0))
                .isEqualTo(Visitor.JSON.valueToTree(body(
                        "sku",
                        "flat-white",
                        "name",
                        "Flat White",
                        "quantity",
                        2,
                        "price",
                        "24.00",
                        "amount",
                        "48.00")));
        assertThat(order.has("reason")).isFalse();
        assertThat(ann.get("/api/orders/" + order.path("id").asString()).is(200).json())
                .isEqualTo(order);
    }

    @Test
    void aRepeatedOrderIsTheFirstOne() {
        Visitor.Answer first = order("o-2", item("espresso", 1)).is(201);

        assertThat(order("o-2", item("espresso", 1)).is(201).json()).isEqualTo(first.json());
    }

    @Test
    void manyCopiesOfOneRequestAtOnceMakeOneOrder() {
        assertThat(Together.run(8, i -> order("o-3", item("latte", 1)).is(201).text("id")))
                .containsOnly(order("o-3", item("latte", 1)).text("id"));
    }

    @Test
    void A07_aReferenceStandsForOneOrderOnly() {
        order("o-4", item("espresso", 1)).is(201);

        order("o-4", item("espresso", 2)).isProblem(409, "IDEMPOTENCY_CONFLICT");
        order("o-4", item("latte", 1)).isProblem(409, "IDEMPOTENCY_CONFLICT");
    }

    @Test
    void A08_twoCustomersMayUseOneReference() {
        String mine = ann.flatWhite("o-5");
        String theirs = shop.customer().flatWhite("o-5");

        assertThat(theirs).isNotEqualTo(mine);
    }

    @Test
    void A12_anotherCustomersOrderIsNotThere() {
        Visitor eve = shop.customer();
        String id = ann.flatWhite("o-6");

        Visitor.Answer foreign = eve.get("/api/orders/" + id).isProblem(404, "NOT_FOUND");
        Visitor.Answer absent = eve.get("/api/orders/" + "0".repeat(26)).isProblem(404, "NOT_FOUND");
        assertThat(foreign.response().body().replace(id, "0".repeat(26)))
                .isEqualTo(absent.response().body());
        for (String nonsense : List.of("x", "%00", "..%2F..", "0".repeat(27), "'%20or%201=1")) {
            eve.get("/api/orders/" + nonsense);
        }
        eve.get("/api/orders/x").isProblem(404, "NOT_FOUND");
        eve.get("/api/orders/user/" + ann.id()).isProblem(404, "NOT_FOUND");
        eve.cancel(id).isProblem(404, "NOT_FOUND");
        eve.payByBalance(id, "p").isProblem(404, "NOT_FOUND");
        eve.get("/api/payments/order/" + id).isProblem(404, "NOT_FOUND");
        assertThat(ann.status(id)).isEqualTo("pending");
    }

    @Test
    void ordersAreListedNewestFirst() {
        Visitor customer = shop.customer();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(0, customer.flatWhite("o-" + i));
            shop.pass(Duration.ofSeconds(1));
        }

        JsonNode listed =
                customer.get("/api/orders/user/" + customer.id()).is(200).json();

        assertThat(listed.valueStream().map(order -> order.path("id").asString()))
                .containsExactlyElementsOf(ids);
        assertThat(listed.get(0).path("items").size()).isEqualTo(1);
    }

    @Test
    void eachFieldOfAnOrderIsCheckedByName() {
        ann.post("/api/orders", body("items", List.of(item("latte", 1)))).refuses("reference");
        order("", item("latte", 1)).refuses("reference");
        order("o 1", item("latte", 1)).refuses("reference");
        order("x".repeat(65), item("latte", 1)).refuses("reference");
        ann.post("/api/orders", body("reference", "o-7")).refuses("items");
        ann.post("/api/orders", body("reference", "o-7", "items", "latte")).refuses("items");
        order("o-7").refuses("items");
        order("o-7", new Object[51]).refuses("items");
        order("o-7", (Object) null).refuses("items[0]");
        order("o-7", item(null, 1)).refuses("items[0].sku");
        order("o-7", item(5, 1)).refuses("items[0].sku");
        order("o-7", item("latte", 1), item("tea", 1)).refuses("items[1].sku");
        order("o-7", item("basque", 1)).refuses("items[0].sku");
        for (Object quantity : Arrays.asList(null, 0, -1, 100, 1.5, "1", true, 1e300, Long.MAX_VALUE)) {
            order("o-7", item("latte", quantity)).refuses("items[0].quantity");
        }
        order("o-7", item("latte", 1)).is(201);
    }

    @Test
    void anOrderThatNobodyPaidCanBeCancelledOnceAndForGood() {
        String id = ann.flatWhite("o-8");

        assertThat(ann.cancel(id).is(200).text("reason")).isEqualTo("CANCELLED_BY_CUSTOMER");
        assertThat(ann.cancel(id).is(200).text("status")).isEqualTo("cancelled");
        ann.payByBalance(id, "p-8").isProblem(409, "ORDER_CANCELLED");
    }

    @Test
    void anOrderThatNobodyPaysEndsAfterHalfAnHour() {
        Visitor customer = shop.customer();
        String id = customer.flatWhite("o-10");
        shop.pass(Duration.ofMinutes(30).minusSeconds(1));
        Backstage.endAbandoned(shop.context());
        assertThat(customer.status(id)).isEqualTo("pending");

        shop.pass(Duration.ofSeconds(1));
        Backstage.endAbandoned(shop.context());

        assertThat(customer.get("/api/orders/" + id).text("status")).isEqualTo("cancelled");
        assertThat(customer.get("/api/orders/" + id).text("reason")).isEqualTo("NOT_PAID_IN_TIME");
    }

    @Test
    void cancelledIsTheOnlyStatusACustomerCanSet() {
        String id = ann.flatWhite("o-9");
        for (Object status : Arrays.asList(null, "paid", "CANCELLED", "", "refunded", 1)) {
            ann.put("/api/orders/" + id + "/status", body("status", status)).refuses("status");
        }
        assertThat(ann.status(id)).isEqualTo("pending");
    }
}
