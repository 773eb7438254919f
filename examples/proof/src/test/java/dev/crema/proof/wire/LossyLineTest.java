package dev.crema.proof.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that commits and says so, and clients that do not always hear it. */
@Timeout(30)
class LossyLineTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void aCommitIsRecognisedInWhateverPiecesItComes(int piece) {
        byte[] all = bytes(
                startup(),
                message('Q', "select 1"),
                message('P', "S_1", "COMMIT"),
                message('B', "", "S_1"),
                message('E', ""),
                message('S'),
                message('B', "", "S_1"),
                message('E', ""),
                message('S'),
                message('P', "", "select 2"),
                message('B', "", ""),
                message('E', ""),
                message('S'),
                message('Q', " commit"));

        assertThat(commits(new PostgreSqlRequests(), all, piece)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void aCommitOfMySqlIsRecognisedInWhateverPiecesItComes(int piece) {
        byte[] all = bytes(
                packet(1, "\u0085login"),
                packet(0, "\u0003select 1"),
                packet(0, "\u0003COMMIT"),
                packet(1, "\u0003COMMIT"),
                packet(0, "\u0003" + "x".repeat(70_000)),
                packet(0, "\u0003commit"),
                packet(0, "\u0002commit"));

        assertThat(commits(new MySqlRequests(), all, piece)).isEqualTo(2);
    }

    private static int commits(Protocol.Requests requests, byte[] all, int piece) {
        int commits = 0;
        for (int at = 0; at < all.length; at += piece) {
            byte[] next = Arrays.copyOfRange(all, at, Math.min(all.length, at + piece));
            commits += requests.commitIn(next, next.length) ? 1 : 0;
        }
        return commits;
    }

    @Test
    void anAnswerThatIsAnErrorDoesNotSayCommitted() {
        Protocol.Answer rolledBack = new PostgreSqlAnswer();
        byte[] answer = bytes(message('C', "ROLLBACK"), message('Z', "I"));

        assertThat(rolledBack.completeWith(answer, answer.length)).isTrue();
        assertThat(rolledBack.saysCommitted()).isFalse();

        Protocol.Answer failed = new MySqlAnswer();
        byte[] error = packet(1, "\u00ffdeadlock");
        assertThat(failed.completeWith(error, error.length)).isTrue();
        assertThat(failed.saysCommitted()).isFalse();
    }

    @Test
    void F10_theServerHasCommittedAndTheClientNeverHearsIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server), "server");
            serving.setDaemon(true);
            serving.start();
            Losses losses = new Losses(42);
            losses.turn(true);
            try (LossyLine line = LossyLine.open(Protocol.POSTGRESQL, server.getLocalPort(), losses)) {
                int asked = 0;
                while (losses.answers() == 0 || losses.late() == 0) {
                    asked += commitUntilTheLineBreaks(line.port());
                }
                for (int i = 0; i < asked; i++) { // every commit, whether the client heard of it or not
                    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("COMMIT");
                }
                assertThat(heard).isEmpty();
            }
        }
    }

    /** Returns how many commits were asked for; all but the last were answered. */
    private static int commitUntilTheLineBreaks(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(startup());
            int asked = 0;
            while (true) {
                client.getOutputStream().write(message('Q', "COMMIT"));
                asked++;
                try {
                    if (client.getInputStream().readNBytes(message('C', "COMMIT").length + 6).length == 0) {
                        return asked;
                    }
                } catch (IOException broken) {
                    return asked;
                }
            }
        }
    }

    private void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> serve(client), "session");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            in.skipNBytes(startup().length);
            while (true) {
                in.readByte();
                byte[] body = in.readNBytes(in.readInt() - 4);
                heard.add(new String(body, 0, body.length - 1, StandardCharsets.US_ASCII));
                out.write(bytes(message('C', "COMMIT"), message('Z', "I")));
            }
        } catch (IOException e) {
            // the line broke
        }
    }

    private static byte[] startup() {
        return ByteBuffer.allocate(9).putInt(9).putInt(196608).put((byte) 0).array();
    }

    private static byte[] message(char type, String... texts) {
        // ReadyForQuery alone holds a letter and no text.
        byte[] body = (type == 'Z' ? texts[0] : String.join("\0", texts) + (texts.length > 0 ? "\0" : ""))
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    private static byte[] packet(int sequence, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + bytes.length)
                .put((byte) bytes.length)
                .put((byte) (bytes.length >> 8))
                .put((byte) (bytes.length >> 16))
                .put((byte) sequence)
                .put(bytes)
                .array();
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
