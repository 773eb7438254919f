package dev.crema.proof.shopkill;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop's interface, as it is reached at one address. Thread-safe; never asks anything twice by itself. */
final class ShopApi {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int CREATED = 201;
    /** The answers that promise nothing: repeat the request with the same reference. */
    private static final Set<String> LATER = Set.of("TRY_AGAIN", "REQUEST_IN_PROGRESS");

    private final URI address;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    ShopApi(URI address) {
        this.address = address;
    }

    Answer make(Request request) {
        return post(request.path(), request.customer().token(), request.body());
    }

    Answer post(String path, Optional<String> token, JsonNode body) {
        HttpRequest.Builder post = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return send(post, token);
    }

    Answer get(Customer customer, String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)), customer.token());
    }

    private Answer send(HttpRequest.Builder request, Optional<String> token) {
        token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
            return answer(response.statusCode(), json.readTree(response.body()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Answer.NobodyThere();
        } catch (IOException | JacksonException e) {
            return new Answer.Lost(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Lost("interrupted");
        }
    }

    private static Answer answer(int status, JsonNode body) {
        if (status == OK || status == CREATED) {
            return new Answer.Given(body);
        }
        String code = body.path("code").asString("");
        return LATER.contains(code)
                ? new Answer.Later(code)
                : new Answer.Refused(status, code, body.path("detail").asString(""));
    }
}
