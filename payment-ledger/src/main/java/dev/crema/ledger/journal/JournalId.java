package dev.crema.ledger.journal;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The id of a journal. It follows from the scope and the reference, so two journals with one reference would have one
 * id: the primary key is what keeps a reference from being booked twice.
 *
 * @param value the first 128 bits of a SHA-256
 */
public record JournalId(UUID value) {
    public static JournalId of(Scope scope, Reference reference) {
        // No scope or reference can contain a line feed, so no two pairs make one text.
        String text = "crema journal\n" + scope.name() + "\n" + reference.value();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bits = ByteBuffer.wrap(digest);
            return new JournalId(new UUID(bits.getLong(), bits.getLong()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
