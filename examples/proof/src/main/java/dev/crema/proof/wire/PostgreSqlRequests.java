package dev.crema.proof.wire;

import dev.crema.proof.wire.Framing.Body;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What PostgreSQL's clients send, version 3 of the protocol without encryption: the first message has no type; a commit is
 * a Query, or an Execute of a statement that was once parsed, up to the next Sync.
 */
final class PostgreSqlRequests implements Protocol.Requests, Framing.Layout {
    private static final int LENGTH = 4;
    private static final int TYPE_AND_LENGTH = 5;

    private final Framing framing = new Framing(this);
    /** The names of the prepared statements that commit. The empty name is one of them, or not. */
    private final Set<String> commits = new HashSet<>();

    private boolean started;
    private boolean boundToCommit;
    private boolean executed;
    private boolean complete;

    @Override
    public boolean commitIn(byte[] piece, int length) {
        complete = false;
        framing.read(piece, length);
        return complete;
    }

    @Override
    public int headerLength() {
        return started ? TYPE_AND_LENGTH : LENGTH;
    }

    @Override
    public long bodyLength(byte[] header) {
        return ByteBuffer.wrap(header, started ? 1 : 0, LENGTH).getInt() - (long) LENGTH;
    }

    @Override
    public void message(byte[] header, Body body) {
        if (!started) {
            started = true;
            return;
        }
        switch (header[0]) {
            case 'Q' -> complete |= isCommit(body.text(0));
            case 'P' -> parsed(body);
            case 'B' -> boundToCommit = commits.contains(body.text(body.text(0).length() + 1));
            case 'E' -> executed |= boundToCommit;
            case 'S' -> {
                complete |= executed;
                executed = false;
            }
            default -> {} // nothing else commits
        }
    }

    private void parsed(Body body) {
        String name = body.text(0);
        if (isCommit(body.text(name.length() + 1))) {
            commits.add(name);
        } else {
            commits.remove(name);
        }
    }

    private static boolean isCommit(String statement) {
        return statement.strip().toLowerCase(Locale.ROOT).equals("commit");
    }
}
