package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shop's door lets in, and in which form it refuses the rest. */
@OnEachDatabase
class DoorTest {
    private final Shop shop;
    private final Visitor ann;

    DoorTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customer();
    }

    private static final String ORDER = "{\"reference\":\"o\",\"items\":[{\"sku\":\"latte\",\"quantity\":1}]";

    @Test
    void whatIsNotJsonIsRefused() {
        for (String body :
                List.of("", "{", "null", "[]", "\"text\"", "{\"reference\":", ORDER + "} trailing", "\u0000")) {
            ann.post("/api/orders", body)
                    .is(400)
                    .isProblem(400, ann.post("/api/orders", body).text("code"));
        }
        ann.post("/api/orders", ORDER).isProblem(400, "MALFORMED_JSON");
        ann.post("/api/orders", ORDER + ",\"reference\":\"twice\"}").isProblem(400, "MALFORMED_JSON");
        ann.post("/api/orders", "[".repeat(5000)).is(400);
    }

    @Test
    void aFieldThatTheShopDoesNotKnowIsRefusedByName() {
        ann.post("/api/orders", ORDER + ",\"tip\":\"1.00\"}").refuses("tip");
        ann.post(
                        "/api/orders",
                        body("reference", "o", "items", List.of(body("sku", "latte", "quantity", 1, "price", "0.01"))))
                .refuses("items[0].price");
    }

    @Test
    void A04_anAmountThatIsANumberIsRefusedByName() {
        ann.post(
                        "/api/wallet/top-up",
                        "{\"reference\":\"t\",\"amount\":5.00,\"currency\":\"CNY\",\"channel\":\"sandbox\"}")
                .refuses("amount");
    }

    @Test
    void aRequestThatIsTooLargeIsNotRead() {
        String large = "{\"reference\":\"" + "x".repeat(70_000) + "\"}";

        ann.post("/api/orders", large).isProblem(413, "REQUEST_TOO_LARGE");
        ann.send(ann.request("/api/orders")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                                large.getBytes(java.nio.charset.StandardCharsets.UTF_8)))))
                .isProblem(413, "REQUEST_TOO_LARGE");
    }

    @Test
    void wrongPathsMethodsAndTypesAreProblemsToo() {
        ann.get("/api/nothing").isProblem(404, "NOT_FOUND");
        ann.get("/nothing").isProblem(404, "NOT_FOUND");
        ann.get("/api/payments").isProblem(405, "METHOD_NOT_ALLOWED");
        assertThat(ann.put("/api/menu", body())
                        .isProblem(405, "METHOD_NOT_ALLOWED")
                        .header("Allow"))
                .contains("GET");
        ann.send(ann.request("/api/orders").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")))
                .isProblem(415, "UNSUPPORTED_MEDIA_TYPE");
        ann.send(ann.request("/api/orders").POST(BodyPublishers.noBody())).isProblem(400, "MALFORMED_JSON");
    }

    @Test
    void everyAnswerTellsTheBrowserToTrustNobodyElse() {
        for (String path : List.of("/", "/shop.js", "/api/menu", "/api/wallet", "/nothing", "/sandbox/pay/x")) {
            Visitor.Answer answer = shop.visitor().get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'self'", "frame-ancestors 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
        assertThat(shop.visitor().get("/api/menu").header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void thePageIsServed() {
        assertThat(shop.visitor().get("/").is(200).response().body()).contains("<!doctype html>", "shop.js");
        assertThat(shop.visitor().get("/shop.css").is(200).header("Content-Type"))
                .startsWith("text/css");
    }
}
