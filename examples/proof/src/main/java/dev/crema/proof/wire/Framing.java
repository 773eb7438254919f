package dev.crema.proof.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into messages, each a header that tells the length and then a body, of which the first bytes are
 * kept: no request to commit is longer.
 */
final class Framing {
    private static final int KEPT = 128;

    private final Layout layout;
    private final byte[] header = new byte[8];
    private final byte[] kept = new byte[KEPT];
    private int inHeader;
    private long bodyLength;
    private long inBody;

    /** How messages are laid out, and what becomes of them. */
    interface Layout {
        /** How many bytes the next header has, at most 8. */
        int headerLength();

        /** How many bytes follow this header. */
        long bodyLength(byte[] header);

        void message(byte[] header, Body body);
    }

    /** The first bytes of a message's body, or all. */
    static final class Body {
        private final byte[] bytes;

        private Body(byte[] bytes) {
            this.bytes = bytes;
        }

        int at(int index) {
            return index < bytes.length ? bytes[index] & 0xff : -1;
        }

        /** The text from there up to a zero, or to the end. */
        String text(int from) {
            int end = from;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            return from >= end ? "" : new String(bytes, from, end - from, StandardCharsets.US_ASCII);
        }
    }

    Framing(Layout layout) {
        this.layout = layout;
    }

    void read(byte[] piece, int length) {
        int at = 0;
        while (at < length) {
            if (inHeader < layout.headerLength()) {
                header[inHeader++] = piece[at++];
                if (inHeader == layout.headerLength()) {
                    bodyLength = layout.bodyLength(header);
                    inBody = 0;
                    endIfComplete();
                }
            } else {
                at += readBody(piece, at, length);
            }
        }
    }

    private int readBody(byte[] piece, int from, int to) {
        int taken = (int) Math.min(to - from, bodyLength - inBody);
        if (inBody < KEPT) {
            System.arraycopy(piece, from, kept, (int) inBody, (int) Math.min(taken, KEPT - inBody));
        }
        inBody += taken;
        endIfComplete();
        return taken;
    }

    private void endIfComplete() {
        if (inBody == bodyLength) {
            inHeader = 0;
            layout.message(header, new Body(Arrays.copyOf(kept, (int) Math.min(KEPT, bodyLength))));
        }
    }
}
