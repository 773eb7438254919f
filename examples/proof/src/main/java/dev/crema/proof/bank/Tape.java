package dev.crema.proof.bank;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What a branch asks for and is answered, each a line, written before anything else is done. It goes into a pipe whose
 * other end is in another process, so a line that was written survives whatever kills the branch.
 *
 * <p>The lines: {@code asked <order>}, and then one of {@code done <key> <answer>}, {@code refused <key> <code>},
 * {@code nothing <key> <code>} (failed, and nothing was written) and {@code unknown <key>}. Besides these
 * {@code wrong <text>}, {@code resting} and {@code ready}. Safe for use by many threads.
 */
final class Tape {
    private final OutputStream out;

    Tape(OutputStream out) {
        this.out = out;
    }

    /** Writes one line with one call to the system, so that a kill leaves the whole line or none of it. */
    synchronized void write(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
