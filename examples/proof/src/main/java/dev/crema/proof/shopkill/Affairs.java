package dev.crema.proof.shopkill;

import dev.crema.money.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * All that the shop says of one customer, asked of it without asking for anything.
 *
 * @param customer whose
 * @param orders the customer's orders by their ids
 * @param payments the payments for each of these orders
 * @param topUps the top-ups that the customer knows of, by the ids of their payments, as far as the shop has them
 * @param wallet what is in the wallet
 */
record Affairs(
        Customer customer,
        Map<String, JsonNode> orders,
        Map<String, List<JsonNode>> payments,
        Map<String, JsonNode> topUps,
        JsonNode wallet) {

    static Affairs of(Customer customer, ShopApi shop, Memory memory) {
        Map<String, JsonNode> orders = new LinkedHashMap<>();
        Map<String, List<JsonNode>> payments = new LinkedHashMap<>();
        for (JsonNode order :
                known(shop, customer, "/api/orders/user/" + customer.id().orElseThrow())) {
            String id = order.path("id").asString();
            orders.put(id, order);
            payments.put(
                    id,
                    known(shop, customer, "/api/payments/order/" + id)
                            .valueStream()
                            .toList());
        }
        Map<String, JsonNode> topUps = new LinkedHashMap<>();
        for (Memory.Told told : memory.told(Request.Kind.TOP_UP, customer)) {
            ask(shop, customer, "/api/payments/" + told.id()).ifPresent(topUp -> topUps.put(told.id(), topUp));
        }
        return new Affairs(customer, orders, payments, topUps, known(shop, customer, "/api/wallet"));
    }

    private static JsonNode known(ShopApi shop, Customer customer, String path) {
        return ask(shop, customer, path)
                .orElseThrow(() -> new IllegalStateException("the shop has no " + path + " for " + customer));
    }

    /** Empty if the shop says that there is no such thing. */
    static Optional<JsonNode> ask(ShopApi shop, Customer customer, String path) {
        Answer answer = shop.get(customer, path);
        boolean absent =
                answer instanceof Answer.Refused refused && refused.code().equals("NOT_FOUND");
        if (!absent && answer.given().isEmpty()) {
            throw new IllegalStateException("the shop does not say what " + path + " is: " + answer);
        }
        return answer.given().map(Answer.Given::body);
    }

    /** The payments that have moved money. */
    Stream<JsonNode> succeededPayments() {
        return payments.values().stream().flatMap(List::stream).filter(Affairs::hasSucceeded);
    }

    /** What succeeded top-ups brought into the wallet. */
    Money toppedUp() {
        return sum(topUps.values().stream().filter(Affairs::hasSucceeded));
    }

    /** What the succeeded refunds of a payment gave back. */
    static Money givenBack(JsonNode payment) {
        return sum(payment.path("refunds").valueStream().filter(Affairs::hasSucceeded));
    }

    static boolean hasSucceeded(JsonNode payment) {
        return state(payment).equals("SUCCEEDED");
    }

    static boolean hasEnded(JsonNode payment) {
        return List.of("SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED").contains(state(payment));
    }

    static String state(JsonNode payment) {
        return payment.path("state").asString("");
    }

    static Money amount(JsonNode of) {
        return Money.of("CNY", of.path("amount").asString());
    }

    static Money sum(Stream<JsonNode> amounts) {
        return amounts.map(Affairs::amount).reduce(Money.of("CNY", "0.00"), Money::plus);
    }
}
