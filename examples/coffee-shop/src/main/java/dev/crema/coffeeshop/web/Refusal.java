package dev.crema.coffeeshop.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request that the shop does not carry out. Nothing was written; the detail says what the caller can do. */
public final class Refusal extends RuntimeException {
    private final HttpStatus status;
    private final String code;
    private final @Nullable String field;

    private Refusal(HttpStatus status, String code, @Nullable String field, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    /** 400 for a field of the request; the detail begins with its name. */
    public static Refusal badInput(String field, String problem) {
        return new Refusal(HttpStatus.BAD_REQUEST, "INVALID_REQUEST", field, field + ": " + problem);
    }

    /** 401: whoever asks has to sign in first. */
    public static Refusal unauthorized(String code, String detail) {
        return new Refusal(HttpStatus.UNAUTHORIZED, code, null, detail);
    }

    /** 404, the same for what is not there and for what belongs to somebody else. */
    public static Refusal notFound(String what) {
        return new Refusal(HttpStatus.NOT_FOUND, "NOT_FOUND", null, "There is no such " + what + ".");
    }

    /** 409: not in the present state of things. */
    public static Refusal conflict(String code, String detail) {
        return new Refusal(HttpStatus.CONFLICT, code, null, detail);
    }

    /** 409: the reference was used before, for something else. */
    public static Refusal referenceReused(String reference) {
        return conflict(
                "IDEMPOTENCY_CONFLICT",
                "reference " + reference
                        + " was used for another request; choose a new one, or repeat the first request"
                        + " unchanged.");
    }

    public HttpStatus status() {
        return status;
    }

    /** Stable, for programs. */
    public String code() {
        return code;
    }

    /** The field of the request that is wrong, if one is. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
