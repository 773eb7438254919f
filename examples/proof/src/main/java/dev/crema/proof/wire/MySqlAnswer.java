package dev.crema.proof.wire;

import dev.crema.proof.wire.Framing.Body;

/** What MySQL and MariaDB answer to a commit: one packet. */
final class MySqlAnswer implements Protocol.Answer, Framing.Layout {
    static final int LENGTH_AND_SEQUENCE = 4;
    private static final int OK = 0;

    private final Framing framing = new Framing(this);
    private boolean complete;
    private boolean committed;

    /** Three bytes, the lowest first. */
    static long length(byte[] header) {
        return (header[0] & 0xffL) | (header[1] & 0xffL) << 8 | (header[2] & 0xffL) << 16;
    }

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
        return LENGTH_AND_SEQUENCE;
    }

    @Override
    public long bodyLength(byte[] header) {
        return length(header);
    }

    @Override
    public void message(byte[] header, Body body) {
        complete = true;
        committed = body.at(0) == OK;
    }
}
