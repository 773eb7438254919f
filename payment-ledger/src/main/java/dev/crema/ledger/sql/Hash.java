package dev.crema.ledger.sql;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256. Immutable. */
final class Hash {
    /** The head of an account without entries. */
    static final Hash NONE = new Hash(new byte[32]);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** What was fed to the digest, which begins anew. */
    static Hash finish(MessageDigest digest) {
        return new Hash(digest.digest());
    }

    static Hash read(byte[] column) {
        return new Hash(column.clone());
    }

    /** 32 bytes. */
    byte[] toColumn() {
        return bytes.clone();
    }

    void feed(MessageDigest digest) {
        digest.update(bytes);
    }

    /** Both added bit by bit: adding one of them again gives the other. */
    Hash plus(Hash other) {
        byte[] sum = bytes.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= other.bytes[i];
        }
        return new Hash(sum);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
