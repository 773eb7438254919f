package dev.crema.proof.wire;

import dev.crema.proof.wire.Framing.Body;
import java.nio.ByteBuffer;

/** What PostgreSQL answers to one request: messages up to ReadyForQuery, among them what was completed. */
final class PostgreSqlAnswer implements Protocol.Answer, Framing.Layout {
    private static final int TYPE_AND_LENGTH = 5;
    private static final int LENGTH = 4;

    private final Framing framing = new Framing(this);
    private boolean complete;
    private boolean committed;

    @Override
    public boolean completeWith(byte[] piece, int length) {
        framing.read(piece, length);
        return complete;
    }

    @Override
    public boolean saysCommitted() {
        return committed;
    }

    @Override
    public int headerLength() {
        return TYPE_AND_LENGTH;
    }

    @Override
    public long bodyLength(byte[] header) {
        return ByteBuffer.wrap(header, 1, LENGTH).getInt() - (long) LENGTH;
    }

    @Override
    public void message(byte[] header, Body body) {
        committed |= header[0] == 'C' && body.text(0).equals("COMMIT"); // after an error it would say ROLLBACK
        complete |= header[0] == 'Z';
    }
}
