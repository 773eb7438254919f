package dev.crema.coffeeshop.web;

import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Every refusal and failure as a problem of RFC 9457, with a {@code code} for programs and the {@code field} at fault. */
@RestControllerAdvice
class ProblemAnswers extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        ProblemDetail problem = problem(refusal.status(), refusal.code(), Objects.requireNonNull(refusal.getMessage()));
        refusal.field().ifPresent(field -> problem.setProperty("field", field));
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(refusal.status());
        if (refusal.status() == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return answer.body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notPaid(PaymentException failure) {
        if (failure instanceof InvalidRequestException invalid) {
            ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, invalid.code(), message(invalid));
            problem.setProperty("field", invalid.field());
            return ResponseEntity.badRequest().body(problem);
        }
        if (failure instanceof NotFoundException) {
            return refused(Refusal.notFound("payment"));
        }
        return switch (failure.code()) {
            case "INSUFFICIENT_FUNDS",
                    "AMOUNT_EXCEEDED",
                    "INVALID_STATE",
                    "IDEMPOTENCY_CONFLICT",
                    "REQUEST_IN_PROGRESS" -> refused(Refusal.conflict(failure.code(), message(failure)));
            default -> failure.isRetryable() ? later(failure) : broken(failure);
        };
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> later(Exception failure) {
        log.warn("a request was not carried out, and can be repeated", failure);
        String detail =
                "The shop cannot tell or do this right now. Repeat the request with the same reference: it takes"
                        + " effect once.";
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, "TRY_AGAIN", detail));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> broken(Exception failure) {
        log.error("a request failed", failure);
        String detail = "The shop made a mistake. It is in its log.";
        return ResponseEntity.internalServerError()
                .body(problem(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", detail));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimit.Exceeded) {
                ProblemDetail tooLarge = problem(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "REQUEST_TOO_LARGE",
                        "A request has at most " + BodyLimit.LARGEST + " bytes.");
                return handleExceptionInternal(failure, tooLarge, headers, HttpStatus.CONTENT_TOO_LARGE, request);
            }
            if (isWrongValue(cause)
                    && cause instanceof JacksonException wrong
                    && !wrong.getPath().isEmpty()) {
                return handleExceptionInternal(failure, wrongValue(wrong), headers, status, request);
            }
        }
        ProblemDetail malformed =
                problem(HttpStatus.BAD_REQUEST, "MALFORMED_JSON", "The request has no body that is well-formed JSON.");
        return handleExceptionInternal(failure, malformed, headers, status, request);
    }

    /** Well-formed, but nothing that the field takes. */
    private static boolean isWrongValue(Throwable cause) {
        return cause instanceof MismatchedInputException || cause instanceof InputCoercionException;
    }

    private static ProblemDetail wrongValue(JacksonException wrong) {
        String field = fieldName(wrong.getPath());
        String problem = "has the wrong type; give text in quotes, and whole numbers, not too large, without.";
        if (wrong instanceof UnrecognizedPropertyException) {
            problem = "is no field of this request.";
        }
        ProblemDetail answer = problem(HttpStatus.BAD_REQUEST, "INVALID_REQUEST", field + ": " + problem);
        answer.setProperty("field", field);
        return answer;
    }

    /** The way to the value, as in {@code items[0].sku}. */
    private static String fieldName(List<JacksonException.Reference> path) {
        String name = path.stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return name.startsWith(".") ? name.substring(1) : name;
    }

    /** What Spring refuses by itself becomes a problem of the same shape. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem && !has(problem, "code")) {
            HttpStatus known = Objects.requireNonNullElse(HttpStatus.resolve(status.value()), HttpStatus.BAD_REQUEST);
            problem.setType(type(known.name()));
            problem.setProperty("code", known.name());
        }
        return new ResponseEntity<>(body, headers, status);
    }

    private static boolean has(ProblemDetail problem, String property) {
        return problem.getProperties() != null && problem.getProperties().containsKey(property);
    }

    static ProblemDetail problem(HttpStatus status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type(code));
        problem.setProperty("code", code);
        return problem;
    }

    private static URI type(String code) {
        return URI.create(
                "urn:coffee-shop:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static String message(Exception failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
