package dev.crema.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.failure.WebhookRejectedException.Reason;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PaymentExceptionTest {
    record Kind(PaymentException failure, String code, boolean retryable) {
        @Override
        public String toString() {
            return code;
        }
    }

    /** The table of errors in the fault catalogue, line by line. */
    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind(new InvalidRequestException("amount", "why"), "INVALID_REQUEST", false),
                new Kind(new IdempotencyConflictException("why"), "IDEMPOTENCY_CONFLICT", false),
                new Kind(new RequestInProgressException("why"), "REQUEST_IN_PROGRESS", true),
                new Kind(new NotFoundException("why"), "NOT_FOUND", false),
                new Kind(new InsufficientFundsException("why"), "INSUFFICIENT_FUNDS", false),
                new Kind(new AmountExceededException("why"), "AMOUNT_EXCEEDED", false),
                new Kind(new InvalidStateException("why"), "INVALID_STATE", false),
                new Kind(new ChannelDeclinedException("why"), "CHANNEL_DECLINED", false),
                new Kind(new ChannelUnavailableException("why"), "CHANNEL_UNAVAILABLE", true),
                new Kind(new OutcomeUnknownException("why"), "OUTCOME_UNKNOWN", true),
                new Kind(new OverloadedException("why"), "OVERLOADED", true),
                new Kind(new RiskRefusedException("why"), "RISK_REFUSED", false),
                new Kind(new RiskUnavailableException("why"), "RISK_UNAVAILABLE", true),
                new Kind(new ConcurrencyException("why"), "CONCURRENCY", true),
                new Kind(new StorageException("why"), "STORAGE", true),
                new Kind(new WebhookRejectedException(Reason.STALE, "why"), "WEBHOOK_REJECTED", false),
                new Kind(new ConfigurationException("why"), "CONFIGURATION", false),
                new Kind(new LedgerInvariantException("why"), "LEDGER_INVARIANT", false));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindHasItsCodeAndSaysWhetherToRepeat(Kind kind) {
        assertThat(kind.failure().code()).isEqualTo(kind.code());
        assertThat(kind.failure().isRetryable()).isEqualTo(kind.retryable());
        assertThat(kind.failure()).hasMessageEndingWith("why").hasNoCause();
        assertThat(Modifier.isFinal(kind.failure().getClass().getModifiers())).isTrue();
    }

    @Test
    void thereAreTheseKindsAndNoOthers() {
        List<Class<?>> listed =
                kinds().<Class<?>>map(kind -> kind.failure().getClass()).toList();

        assertThat(PaymentException.class.getPermittedSubclasses()).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(kinds().map(Kind::code)).doesNotHaveDuplicates();
    }

    @Test
    void aKindThatTakesACauseKeepsIt() throws ReflectiveOperationException {
        Throwable cause = new IllegalStateException("the reason below");
        for (Class<?> kind : PaymentException.class.getPermittedSubclasses()) {
            for (Constructor<?> constructor : kind.getConstructors()) {
                if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {String.class, Throwable.class})) {
                    assertThat((Throwable) constructor.newInstance("why", cause))
                            .hasMessage("why")
                            .hasCause(cause);
                }
            }
        }
    }

    @Test
    void anInvalidRequestNamesItsField() {
        InvalidRequestException refusal = new InvalidRequestException("amount", "is missing");

        assertThat(refusal.field()).isEqualTo("amount");
        assertThat(refusal).hasMessage("amount: is missing");
    }

    @Test
    void aRejectedWebhookNamesItsReason() {
        assertThat(Reason.values())
                .extracting(Reason::name)
                .containsExactlyInAnyOrder(
                        "SIGNATURE", "STALE", "MALFORMED", "TOO_LARGE", "MISMATCH", "WRONG_ENVIRONMENT", "UNKNOWN_KEY");
        WebhookRejectedException rejection = new WebhookRejectedException(Reason.MISMATCH, "another amount");

        assertThat(rejection.reason()).isEqualTo(Reason.MISMATCH);
        assertThat(rejection).hasMessage("MISMATCH: another amount");
    }
}
