package dev.crema.coffeeshop.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crema.books.History;
import dev.crema.channel.NextAction;
import dev.crema.payment.Attempt;
import dev.crema.payment.Payment;
import dev.crema.payment.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A payment as the API shows it to the customer whose it is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentView(
        String id,
        @Nullable String orderId,
        String reference,
        String form,
        String channel,
        String state,
        @Nullable String reason,
        String amount,
        String currency,
        String refunded,
        Action nextAction,
        Instant createdAt,
        List<Try> attempts,
        List<Back> refunds) {

    /** What the payer has to do. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Action(
            String type, @Nullable String url, @Nullable String content) {
        static Action of(NextAction action) {
            String type = action.kind().name().toLowerCase(Locale.ROOT);
            return switch (action.kind()) {
                case NONE -> new Action(type, null, null);
                case REDIRECT -> new Action(type, action.content(), null);
                case QR_CODE, APP_PARAMETERS, CLIENT_SECRET -> new Action(type, null, action.content());
            };
        }
    }

    /** One call of the channel; without a result while it is under way. */
    public record Try(
            int number,
            String channel,
            String work,
            @Nullable String result,
            String message,
            Instant startedAt) {
        static Try of(Attempt attempt) {
            return new Try(
                    attempt.number(),
                    attempt.channel(),
                    attempt.work().name(),
                    attempt.result().map(Enum::name).orElse(null),
                    attempt.message(),
                    attempt.startedAt());
        }
    }

    /** A refund of it. */
    public record Back(String id, String reference, String amount, String state) {}

    /**
     * The payment with its story.
     *
     * @param orderId the order it is for, or null for a top-up of the wallet
     * @param reference the customer's own reference of it
     * @param references the customer's own reference of each refund
     */
    public static PaymentView of(
            History history, @Nullable String orderId, String reference, Function<Payment, String> references) {
        Payment payment = history.payment();
        return new PaymentView(
                payment.id().value(),
                orderId,
                reference,
                payment.form().name(),
                payment.channel(),
                payment.state().name(),
                payment.reason().map(Reason::code).orElse(null),
                payment.amount().decimal(),
                payment.amount().currency().code(),
                payment.refunded().decimal(),
                Action.of(payment.nextAction()),
                payment.createdAt(),
                history.attempts().stream().map(Try::of).toList(),
                history.refunds().stream()
                        .map(refund -> new Back(
                                refund.id().value(),
                                references.apply(refund),
                                refund.amount().decimal(),
                                refund.state().name()))
                        .toList());
    }
}
