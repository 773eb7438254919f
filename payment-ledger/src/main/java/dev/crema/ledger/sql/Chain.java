package dev.crema.ledger.sql;

import dev.crema.ledger.journal.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The chain of an account. Each entry keeps the hash of the entry and of what the entry before it keeps, added bit by bit
 * (XOR) to the digest of its journal. So whoever changes, removes, inserts or reorders an entry, or changes a journal,
 * has to change all that follow in the account, and the head in the account's row.
 *
 * <p>Adding the digest, where hashing it would bind as well, lets whoever walks an account take it out again: entries
 * and journals are then proven in two walks, each in its own order, and no entry needs its journal looked up. Used by
 * one thread.
 */
class Chain {
    private final MessageDigest digest = Hash.sha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(7 * Long.BYTES);

    /**
     * What the account's next entry keeps.
     *
     * @param account as it stands before the entry
     * @param journal what {@link Content#digest} says of its journal
     */
    Hash next(AccountRow account, Entry entry, Hash journal) {
        long number = AccountKey.inRow(entry.number());
        Hash previous = number == 1 ? origin(account) : account.lastHash();
        UUID id = entry.journal().value();
        numbers.clear()
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(number)
                .putLong(((long) entry.leg() << 32) | (entry.effectiveOn().toEpochDay() & 0xFFFF_FFFFL))
                .putLong(entry.amount().minor())
                .putLong(entry.balance().minor())
                .putLong(micros(entry.bookedAt()))
                .flip();
        previous.feed(digest);
        digest.update(numbers);
        return Hash.finish(digest).plus(journal);
    }

    private Hash origin(AccountRow account) {
        digest.update(originText(
                        account.scope().name(),
                        account.key().row(),
                        account.account().kind().name(),
                        account.account().currency().code())
                .getBytes(StandardCharsets.UTF_8));
        return Hash.finish(digest);
    }

    /** What a chain begins with the hash of: whose it is, so that no chain passes for that of another account. */
    static String originText(String scope, String account, String kind, String currency) {
        return "crema account\n" + scope + '\n' + account + '\n' + kind + '\n' + currency;
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
