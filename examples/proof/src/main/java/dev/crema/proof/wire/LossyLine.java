package dev.crema.proof.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of this machine behind which a database server seems to be. Hands on what both sides say, until a commit is to
 * lose its answer: then the request is handed on, the answer awaited, and the connection cut instead of handing it on.
 */
public final class LossyLine implements AutoCloseable {
    private final Protocol protocol;
    private final int serverPort;
    private final Losses losses;
    private final ServerSocket listening;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private LossyLine(Protocol protocol, int serverPort, Losses losses, ServerSocket listening) {
        this.protocol = protocol;
        this.serverPort = serverPort;
        this.losses = losses;
        this.listening = listening;
    }

    /** Listens on a port that is free, for a server on this machine that may come and go. */
    public static LossyLine open(Protocol protocol, int serverPort, Losses losses) throws IOException {
        ServerSocket listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        LossyLine line = new LossyLine(protocol, serverPort, losses, listening);
        Thread thread = new Thread(line::accept, "line");
        thread.setDaemon(true);
        thread.start();
        return line;
    }

    /** Where clients connect to. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Whether a commit is still on its way whose client has given up. */
    public boolean isCommitOnItsWay() {
        return connections.stream().anyMatch(Connection::isCommitOnItsWay);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException e) {
                // closed; or a client that was gone at once
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) { // nobody there, just as the client would find without us
            client.close();
            server.close();
            return;
        }
        Connection connection = new Connection(client, server, protocol, losses, connections::remove);
        connections.add(connection);
        connection.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        connections.forEach(Connection::cut);
    }
}
