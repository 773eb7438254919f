package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.Line;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two journals with one reference the same request: the kind and the lines, whatever their order. The
 * description is for people and may be worded anew.
 *
 * @param hex 64 digits of a SHA-256
 */
record ContentHash(String hex) {
    private static final Comparator<Line> ORDER =
            Comparator.comparing(Line::account).thenComparingLong(Line::signedMinor);

    static ContentHash of(Journal journal) {
        List<Line> lines = journal.lines().stream().sorted(ORDER).toList();
        // No part can contain a line feed or a blank, so no two contents make one text.
        StringBuilder text = new StringBuilder("crema journal content\n").append(journal.kind());
        for (Line line : lines) {
            text.append('\n')
                    .append(line.account())
                    .append(' ')
                    .append(line.signedMinor())
                    .append(' ')
                    .append(line.amount().currency());
        }
        try {
            return read(
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static ContentHash read(byte[] column) {
        return new ContentHash(HexFormat.of().formatHex(column));
    }

    /** 32 bytes. */
    byte[] toColumn() {
        return HexFormat.of().parseHex(hex);
    }
}
