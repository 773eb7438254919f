package dev.crema.proof.shopkill;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.crema.proof.trial.Findings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** Against a far side on a real socket that says one thing after the other. */
class RepeatsTest {
    private record Reply(int status, String body) {}

    private final Queue<Reply> replies = new ArrayDeque<>();
    private final Memory memory = new Memory();
    private final Findings findings = new Findings();
    private HttpServer server;
    private Repeats repeats;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Reply reply = replies.remove();
            byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(reply.status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        repeats = new Repeats(new ShopApi(address), memory, findings);
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void oneResultIsFineAndRemembered() {
        note(Request.Kind.PAYMENT, new Answer.Lost("killed"));
        reply(201, "{\"id\":\"p-1\"}");
        reply(201, "{\"id\":\"p-1\"}");

        repeats.ofTheUnanswered();

        assertThat(findings.all()).isEmpty();
        assertThat(memory.told()).extracting(Memory.Told::id).containsExactly("p-1");
        assertThat(memory.unanswered()).isEqualTo(1);
        assertThat(memory.open()).isEmpty();
    }

    @Test
    void twoResultsOfOneRequestAreDoubled() {
        note(Request.Kind.PAYMENT, new Answer.Lost("killed"));
        reply(201, "{\"id\":\"p-1\"}");
        reply(201, "{\"id\":\"p-2\"}");

        repeats.ofTheUnanswered();

        assertThat(findings.count(Findings.Kind.DOUBLED)).isEqualTo(1);
    }

    @Test
    void anotherResultThanTheAcknowledgedOneIsDoubled() {
        note(
                Request.Kind.ORDER,
                new Answer.Given(JsonNodeFactory.instance.objectNode().put("id", "o-1")));
        reply(201, "{\"id\":\"o-2\"}");

        repeats.ofTheAcknowledged();

        assertThat(findings.count(Findings.Kind.DOUBLED)).isEqualTo(1);
    }

    @Test
    void aRefusalAfterAnAcknowledgementIsWrong() {
        note(
                Request.Kind.PAYMENT,
                new Answer.Given(JsonNodeFactory.instance.objectNode().put("id", "p-1")));
        reply(409, "{\"code\":\"INSUFFICIENT_FUNDS\"}");

        repeats.ofTheAcknowledged();

        assertThat(findings.count(Findings.Kind.WRONG)).isEqualTo(1);
    }

    @Test
    void aShopThatCannotTellYetIsAskedOnceMore() {
        note(Request.Kind.TOP_UP, new Answer.Later("TRY_AGAIN"));
        reply(503, "{\"code\":\"TRY_AGAIN\"}");
        reply(201, "{\"id\":\"t-1\"}");
        reply(201, "{\"id\":\"t-1\"}");

        repeats.ofTheUnanswered();

        assertThat(findings.all()).isEmpty();
    }

    @Test
    void aRefusalOfWhatThereIsNoReasonToRefuseIsWrong() {
        note(Request.Kind.TOP_UP, new Answer.Lost("killed"));
        reply(500, "{\"code\":\"INTERNAL_ERROR\"}");
        reply(500, "{\"code\":\"INTERNAL_ERROR\"}");

        repeats.ofTheUnanswered();

        assertThat(findings.count(Findings.Kind.WRONG)).isEqualTo(1);
    }

    @Test
    void aRefundThatIsRefusedUntilItsPaymentHasEndedIsFine() {
        note(Request.Kind.REFUND, new Answer.Lost("killed"));
        reply(409, "{\"code\":\"INVALID_STATE\"}");
        reply(201, "{\"id\":\"r-1\"}");

        repeats.ofTheUnanswered();

        assertThat(findings.all()).isEmpty();
        assertThat(memory.told()).extracting(Memory.Told::id).containsExactly("r-1");
    }

    private void note(Request.Kind kind, Answer answer) {
        memory.note(new Request(new Customer("ann"), kind, "/", JsonNodeFactory.instance.objectNode()), answer);
    }

    private void reply(int status, String body) {
        replies.add(new Reply(status, body));
    }
}
