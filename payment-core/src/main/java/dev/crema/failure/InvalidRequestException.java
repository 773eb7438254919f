package dev.crema.failure;

/** The input was refused before anything was written. {@link #field()} says which part of it, the message why. */
public final class InvalidRequestException extends PaymentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field the offending field as the caller knows it, for example {@code amount}
     * @param problem what is wrong with it and what would be right, with the value unless it is a secret
     */
    public InvalidRequestException(String field, String problem) {
        super("INVALID_REQUEST", false, field + ": " + problem, null);
        this.field = field;
    }

    /** The offending field, for example {@code amount}. */
    public String field() {
        return field;
    }
}
