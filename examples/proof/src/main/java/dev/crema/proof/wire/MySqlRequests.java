package dev.crema.proof.wire;

import dev.crema.proof.wire.Framing.Body;
import java.util.Locale;

/** What clients of MySQL and MariaDB send, neither encrypted nor compressed: a commit is the text of a query. */
final class MySqlRequests implements Protocol.Requests, Framing.Layout {
    private static final int COM_QUERY = 3;

    private final Framing framing = new Framing(this);
    private boolean complete;

    @Override
    public boolean commitIn(byte[] piece, int length) {
        complete = false;
        framing.read(piece, length);
        return complete;
    }

    @Override
    public int headerLength() {
        return MySqlAnswer.LENGTH_AND_SEQUENCE;
    }

    @Override
    public long bodyLength(byte[] header) {
        return MySqlAnswer.length(header);
    }

    @Override
    public void message(byte[] header, Body body) {
        boolean opens = header[MySqlAnswer.LENGTH_AND_SEQUENCE - 1] == 0; // of a command's packets the first
        complete |= opens
                && body.at(0) == COM_QUERY
                && body.text(1).strip().toLowerCase(Locale.ROOT).equals("commit");
    }
}
