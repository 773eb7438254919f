package dev.crema.context;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What tells a repeat from another request with the same reference: equal for equal content. */
public final class Fingerprint {
    private Fingerprint() {}

    /** 64 hexadecimal digits of the content; no value can run into its neighbour. */
    public static String of(String kind, List<String> content) {
        StringBuilder canonical = new StringBuilder(kind);
        content.forEach(value ->
                canonical.append('|').append(value.length()).append(':').append(value));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
