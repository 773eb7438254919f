package dev.crema.coffeeshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody at the shop's door, who speaks HTTP as any other client does. */
final class Visitor {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String PASSWORD = "correct horse";

    private final URI shop;
    private final String token;
    private final String id;

    Visitor(URI shop) {
        this(shop, "", "");
    }

    private Visitor(URI shop, String token, String id) {
        this.shop = shop;
        this.token = token;
        this.id = id;
    }

    /** What the shop said. */
    record Answer(int status, HttpResponse<String> response) {
        Answer is(int expected) {
            assertThat(status).as(response.body()).isEqualTo(expected);
            return this;
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String text(String field) {
            return json().path(field).asString("");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** A refusal with this status and code, in the form of RFC 9457. */
        Answer isProblem(int expected, String code) {
            is(expected);
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(text("type")).isNotBlank();
            assertThat(text("title")).isNotBlank();
            assertThat(text("detail")).isNotBlank();
            assertThat(text("code")).as(response.body()).isEqualTo(code);
            return this;
        }

        /** A refusal of this field. */
        void refuses(String field) {
            isProblem(400, "INVALID_REQUEST");
            assertThat(text("field")).as(response.body()).isEqualTo(field);
        }
    }

    String token() {
        return token;
    }

    String id() {
        return id;
    }

    Visitor register(String username) {
        post(
                        "/api/users/register",
                        body("username", username, "password", PASSWORD, "email", username + "@example.com"))
                .is(201);
        return logIn(username);
    }

    Visitor logIn(String username) {
        Answer loggedIn = post("/api/users/login", body("username", username, "password", PASSWORD))
                .is(200);
        return new Visitor(shop, loggedIn.text("token"), loggedIn.text("id"));
    }

    Visitor withToken(String other) {
        return new Visitor(shop, other, id);
    }

    Answer topUp(String reference, String amount, String scenario) {
        return post(
                "/api/wallet/top-up",
                body(
                        "reference",
                        reference,
                        "amount",
                        amount,
                        "currency",
                        "CNY",
                        "channel",
                        "sandbox",
                        "scenario",
                        scenario));
    }

    Answer order(String reference, String sku, int quantity) {
        return post(
                "/api/orders",
                body("reference", reference, "items", List.of(Map.of("sku", sku, "quantity", quantity))));
    }

    /** The id of a new order of one flat white, 24.00 CNY. */
    String flatWhite(String reference) {
        return order(reference, "flat-white", 1).is(201).text("id");
    }

    Answer payByBalance(String orderId, String reference) {
        return post("/api/payments", body("orderId", orderId, "method", "balance", "reference", reference));
    }

    Answer payBySandbox(String orderId, String reference, String scenario) {
        return post(
                "/api/payments",
                body("orderId", orderId, "method", "sandbox", "reference", reference, "scenario", scenario));
    }

    Answer refund(String paymentId, String reference, String amount) {
        return post("/api/payments/" + paymentId + "/refund", body("reference", reference, "amount", amount));
    }

    Answer cancel(String orderId) {
        return put("/api/orders/" + orderId + "/status", body("status", "cancelled"));
    }

    String status(String orderId) {
        return get("/api/orders/" + orderId).is(200).text("status");
    }

    String available() {
        return get("/api/wallet").is(200).text("available");
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    private Answer send(String method, String path, Object body) {
        String text = body instanceof String raw ? raw : JSON.writeValueAsString(body);
        return send(
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(text)));
    }

    /** A request to be changed before it is sent. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(shop.resolve(path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A JSON object of names and values in turn. */
    static Map<String, Object> body(Object... namesAndValues) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            body.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return body;
    }
}
