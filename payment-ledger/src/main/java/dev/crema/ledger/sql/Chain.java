package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The chain of an account: each entry's hash covers the entry, what its journal says, and the hash before it. So whoever
 * changes, removes, inserts or reorders an entry has to change all that follow it, and the head in the account's row.
 * Used by one thread.
 */
final class Chain {
    private final MessageDigest digest = Hash.sha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(7 * Long.BYTES);

    /**
     * The hash of the next entry.
     *
     * @param previous of the entry before it in its account, or {@link Hash#NONE}
     * @param journal what {@link Content#digest} says of its journal
     */
    Hash next(Hash previous, String scope, Entry entry, Hash journal) {
        UUID id = entry.journal().value();
        long bookedMicros = micros(entry.bookedAt());
        numbers.clear()
                .putLong(entry.number())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(((long) entry.leg() << 32) | (entry.effectiveOn().toEpochDay() & 0xFFFF_FFFFL))
                .putLong(entry.amount().minor())
                .putLong(entry.balance().minor())
                .putLong(bookedMicros)
                .flip();
        previous.feed(digest);
        journal.feed(digest);
        digest.update(numbers);
        digest.update((scope + "\n" + entry.account().path()).getBytes(StandardCharsets.UTF_8));
        return Hash.finish(digest);
    }

    static long micros(java.time.Instant instant) {
        return ChronoUnit.MICROS.between(java.time.Instant.EPOCH, instant);
    }
}
