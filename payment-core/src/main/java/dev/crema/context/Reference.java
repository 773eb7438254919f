package dev.crema.context;

/**
 * The caller's own id of a request. It is the idempotency key: the same reference with the same content is the same
 * request however often it is sent, and with other content it is refused.
 *
 * @param value 1 to 64 characters out of {@code A-Z a-z 0-9 . _ : -}; compared byte for byte
 */
public record Reference(String value) {
    public Reference {
        Grammar.require("reference", value, 64);
    }

    @Override
    public String toString() {
        return value;
    }
}
