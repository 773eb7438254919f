package dev.crema.ledger.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * What an entry says, as 128 bits that nobody can aim at, since their key is made anew for each walk. The sum of them
 * over all entries equals the sum over all lines of journals only if both say the same, whatever order they come in.
 * Used by one thread.
 */
final class Fingerprint {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LONGEST_NAMES = 1024;
    private static final int NUMBERS = 32 + 32;
    private static final int NAMES = NUMBERS + 56;

    private final MessageDigest digest = Hash.sha256();
    // The key, the digest of the journal, the numbers as Chain has them, and the names.
    private final byte[] buffer = new byte[NAMES + LONGEST_NAMES];
    private final byte[] result = new byte[32];
    private int end = NAMES;

    Fingerprint(byte[] key) {
        System.arraycopy(key, 0, buffer, 0, 32);
    }

    static byte[] key() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }

    static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    Fingerprint journal(byte[] journalDigest) {
        System.arraycopy(journalDigest, 0, buffer, 32, 32);
        end = NAMES;
        return this;
    }

    Fingerprint numbers(byte[] id, long number, int leg, int day, long amount, long balance, long booked) {
        numbers(buffer, NUMBERS, id, number, leg, day, amount, balance, booked);
        return this;
    }

    /** The 56 bytes of an entry that its chain covers. */
    static void numbers(
            byte[] to, int at, byte[] id, long number, int leg, int day, long amount, long balance, long booked) {
        System.arraycopy(id, 0, to, at, 16);
        LONGS.set(to, at + 16, number);
        LONGS.set(to, at + 24, ((long) leg << 32) | (day & 0xFFFF_FFFFL));
        LONGS.set(to, at + 32, amount);
        LONGS.set(to, at + 40, balance);
        LONGS.set(to, at + 48, booked);
    }

    /** Adds a name; none of them can contain the line feed that ends it, where it was not tampered with. */
    Fingerprint name(byte[] from, int start, int length) {
        int fits = Math.min(length, buffer.length - end - 1);
        System.arraycopy(from, start, buffer, end, fits);
        end += fits;
        buffer[end++] = '\n';
        return this;
    }

    Fingerprint name(byte[] from) {
        return name(from, 0, from.length);
    }

    /** Adds the fingerprint to the sums, or takes it away. */
    void addTo(Sums sums, byte[] id, boolean add) {
        digest.update(buffer, 0, end);
        finish(digest, result);
        sums.add(Sums.bucket(id), longAt(result, 0), longAt(result, 8), add);
    }

    static void finish(MessageDigest digest, byte[] to) {
        try {
            digest.digest(to, 0, 32);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 has 32 bytes", e);
        }
    }
}
