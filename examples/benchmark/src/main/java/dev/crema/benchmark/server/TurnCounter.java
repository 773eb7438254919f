package dev.crema.benchmark.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands on the wire between client and server and counts the turns: how often the client says something after the
 * server has spoken. Each is a wait of a whole round trip, whatever the number of statements in it.
 *
 * <p>Meant for one conversation at a time; with more, their turns are added up.
 */
public final class TurnCounter implements AutoCloseable {
    private final ServerSocket entrance;
    private final int serverPort;
    private final AtomicLong turns = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();

    private TurnCounter(ServerSocket entrance, int serverPort) {
        this.entrance = entrance;
        this.serverPort = serverPort;
    }

    /** Stands before the server at this port of this machine. */
    public static TurnCounter before(int serverPort) throws IOException {
        TurnCounter counter = new TurnCounter(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
        daemon("turns-entrance", counter::letIn);
        return counter;
    }

    /** Where clients connect instead. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** How many turns there were until now. A turn that the client has had its answer to is counted. */
    public long turns() {
        return turns.get();
    }

    private void letIn() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                keep(client);
                keep(server);
                AtomicBoolean serverSpokeLast = new AtomicBoolean(true);
                daemon(
                        "turns-up",
                        () -> carry(client, server, () -> {
                            if (serverSpokeLast.getAndSet(false)) {
                                turns.incrementAndGet();
                            }
                        }));
                daemon("turns-down", () -> carry(server, client, () -> serverSpokeLast.set(true)));
            }
        } catch (IOException closed) {
            // The counter was closed, or the server is gone and the client will notice.
        }
    }

    private synchronized void keep(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
    }

    private static void carry(Socket from, Socket to, Runnable note) {
        byte[] bytes = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                note.run();
                out.write(bytes, 0, length);
                out.flush();
            }
        } catch (IOException closed) {
            // One side hung up; closing both tells the other.
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
