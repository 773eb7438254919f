package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Patience;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Waits until everything that was begun has ended, as its customers can see. */
final class Rest {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ShopApi shop;
    /** What to look at, by the address at which the shop shows it. */
    private final Map<String, Customer> unfinished = new LinkedHashMap<>();

    Rest(ShopApi shop, Memory memory) {
        this.shop = shop;
        memory.told(Request.Kind.PAYMENT).forEach(told -> {
            Customer customer = told.request().customer();
            unfinished.put("/api/payments/order/" + told.text("orderId"), customer);
            unfinished.put("/api/orders/" + told.text("orderId"), customer);
        });
        memory.told(Request.Kind.TOP_UP)
                .forEach(told -> unfinished.put(
                        "/api/payments/" + told.id(), told.request().customer()));
    }

    /** Returns what has not ended even then, by its address. */
    Map<String, Customer> await(Duration most) {
        Patience.until(most, PAUSE, () -> {
            unfinished.entrySet().removeIf(entry -> hasEnded(entry.getValue(), entry.getKey()));
            return unfinished.isEmpty();
        });
        return unfinished;
    }

    /** What is not there will not come to an end; that it is not there is found elsewhere. */
    private boolean hasEnded(Customer customer, String path) {
        return Affairs.ask(shop, customer, path).map(Rest::hasEnded).orElse(true);
    }

    private static boolean hasEnded(JsonNode it) {
        if (it.isArray()) {
            return it.valueStream().allMatch(Rest::hasEnded);
        }
        if (it.has("status")) {
            return !it.path("status").asString().equals("paying");
        }
        return Affairs.hasEnded(it) && it.path("refunds").valueStream().allMatch(Affairs::hasEnded);
    }
}
