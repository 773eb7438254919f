package dev.crema.proof.wire;

import dev.crema.proof.trial.Patience;
import dev.crema.proof.wire.Losses.Loss;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client and its server, with two threads that hand on what is said. */
final class Connection {
    private static final int PIECE = 16 * 1024;
    private static final Duration LATE = Duration.ofMillis(150);

    private final Socket client;
    private final Socket server;
    private final Protocol protocol;
    private final Losses losses;
    private final Consumer<Connection> ended;

    /** Set before the request is handed on, so that whoever reads the answer knows: a client waits for each answer. */
    private volatile @Nullable Losing losing;

    /** A commit whose answer must not reach the client. */
    private record Losing(Loss loss, Protocol.Answer answer) {}

    Connection(Socket client, Socket server, Protocol protocol, Losses losses, Consumer<Connection> ended) {
        this.client = client;
        this.server = server;
        this.protocol = protocol;
        this.losses = losses;
        this.ended = ended;
    }

    void start() {
        start("to the server", this::handOnRequests);
        start("to the client", this::handOnAnswers);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    boolean isCommitOnItsWay() {
        return losing != null;
    }

    private void handOnRequests() {
        Protocol.Requests requests = protocol.requests();
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                Loss loss = requests.commitIn(piece, length) ? losses.ofNextCommit() : Loss.NONE;
                if (loss != Loss.NONE) {
                    losing = new Losing(loss, protocol.answer());
                }
                if (loss == Loss.LATE) {
                    client.close();
                    Patience.pass(LATE);
                }
                out.write(piece, 0, length);
                if (loss != Loss.NONE) {
                    return; // the thread that reads the answer cuts the connection
                }
            }
        } catch (IOException e) {
            // one of the two is gone, and so is the connection
        }
        cut();
    }

    private void handOnAnswers() {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                Losing now = losing;
                if (now == null) {
                    out.write(piece, 0, length);
                } else if (now.answer().completeWith(piece, length)) {
                    if (now.answer().saysCommitted()) {
                        losses.happened(now.loss());
                    }
                    break;
                }
            }
        } catch (IOException e) {
            // as above
        }
        cut();
    }

    void cut() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more either way
            }
        }
        ended.accept(this);
    }
}
