package dev.crema.channel;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.crema.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a channel answered. A decline is business as usual and a lost answer is the case that matters most, so both are
 * values and neither is thrown.
 */
public sealed interface ChannelResult {
    /**
     * The money moved.
     *
     * @param transactionId the provider's own id of the movement, 1 to 128 visible ASCII characters
     * @param amount what really moved, positive, which need not be what was asked for
     * @param fee what the provider keeps of it, zero up to the amount, in its currency
     */
    record Done(String transactionId, Money amount, Money fee) implements ChannelResult {
        private static final int LONGEST_ID = 128;

        public Done {
            requireId("transactionId", transactionId);
            boolean feeFits =
                    fee.currency().equals(amount.currency()) && !fee.isNegative() && !fee.isGreaterThan(amount);
            if (!amount.isPositive() || !feeFits) {
                throw new IllegalArgumentException("fee " + fee + " of " + amount);
            }
        }

        private static void requireId(String field, String id) {
            if (!id.matches("\\p{Graph}{1," + LONGEST_ID + "}")) {
                throw new IllegalArgumentException(field + " is not 1 to " + LONGEST_ID + " visible characters");
            }
        }

        /** Money that moved without a fee, or whose fee is known only from the bill. */
        public static Done of(String transactionId, Money amount) {
            return new Done(transactionId, amount, Money.zero(amount.currency()));
        }
    }

    /**
     * The money is set aside for captures, as the charge asked; none has moved.
     *
     * @param authorizationId the provider's own id of the authorization, 1 to 128 visible ASCII characters
     * @param amount what is set aside, positive, which need not be what was asked for
     * @param expiresAt when the provider lets go of it by itself; empty if it does not say
     */
    record Authorized(String authorizationId, Money amount, Optional<Instant> expiresAt) implements ChannelResult {
        public Authorized {
            Done.requireId("authorizationId", authorizationId);
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("amount " + amount + " is not positive");
            }
        }
    }

    /** The payer, or the payee of a payout, has to act first. */
    record NeedsAction(NextAction action) implements ChannelResult {
        private static final int LONGEST = 8192;

        public NeedsAction {
            String content = action.content();
            if (content.length() > LONGEST || content.indexOf(0) >= 0) {
                throw new IllegalArgumentException("the action's content has " + content.length() + " characters");
            }
        }
    }

    /** The channel has the request and will decide later. */
    record InProgress(String message) implements ChannelResult {
        public InProgress {
            message = requireNonNullElse(message, "");
        }
    }

    /** The channel definitely did not and will not move the money. */
    record Declined(String code, String message) implements ChannelResult {
        /** A decline stays one however little the channel says about it. */
        public Declined {
            code = requireNonNullElse(code, "");
            message = requireNonNullElse(message, "");
        }
    }

    /**
     * The channel definitely does not have the request: after sending, because no byte of it left; after a query,
     * because the channel says so.
     *
     * @param retryAfter how long the channel wants to be left alone before it is sent again, if it said so
     */
    record NotSent(String reason, Optional<Duration> retryAfter) implements ChannelResult {
        public NotSent {
            reason = requireNonNullElse(reason, "");
            requireNonNull(retryAfter, "retryAfter");
        }

        public NotSent(String reason) {
            this(reason, Optional.empty());
        }

        /** A channel that has turned the request away unread, as with HTTP's 429, and asks to be left alone for a while. */
        public static NotSent turnedAway(String reason, Duration retryAfter) {
            return new NotSent(reason, Optional.of(retryAfter));
        }
    }

    /**
     * Nothing is known: the channel may or may not have acted. Ask again; never send anew under another reference.
     *
     * @param unmapped whether that is because the adapter does not know what the answer means
     */
    record Unknown(String symptom, boolean unmapped) implements ChannelResult {
        public Unknown {
            symptom = requireNonNullElse(symptom, "");
        }

        public Unknown(String symptom) {
            this(symptom, false);
        }

        /**
         * The channel answered with a code that the adapter has no meaning for. A meaning is never guessed: the payment is
         * asked for again, and a person is told.
         */
        public static Unknown unmapped(String code, String message) {
            return new Unknown("unmapped code " + code + ": " + message, true);
        }
    }

    /** Handles every case. A new case becomes a new parameter, so the compiler finds each caller. */
    default <T> T fold(
            Function<Done, T> done,
            Function<Authorized, T> authorized,
            Function<NeedsAction, T> needsAction,
            Function<InProgress, T> inProgress,
            Function<Declined, T> declined,
            Function<NotSent, T> notSent,
            Function<Unknown, T> unknown) {
        if (this instanceof Done it) {
            return done.apply(it);
        }
        if (this instanceof Authorized it) {
            return authorized.apply(it);
        }
        if (this instanceof NeedsAction it) {
            return needsAction.apply(it);
        }
        if (this instanceof InProgress it) {
            return inProgress.apply(it);
        }
        if (this instanceof Declined it) {
            return declined.apply(it);
        }
        if (this instanceof NotSent it) {
            return notSent.apply(it);
        }
        return unknown.apply((Unknown) this);
    }

    /** The kind of answer, as it is stored with the attempt: {@code DONE}, {@code DECLINED} and so on. */
    default Kind kind() {
        return fold(
                done -> Kind.DONE,
                authorized -> Kind.AUTHORIZED,
                action -> Kind.NEEDS_ACTION,
                progress -> Kind.IN_PROGRESS,
                declined -> Kind.DECLINED,
                notSent -> Kind.NOT_SENT,
                unknown -> Kind.UNKNOWN);
    }

    /** The stored names of the answers. */
    enum Kind {
        DONE,
        AUTHORIZED,
        NEEDS_ACTION,
        IN_PROGRESS,
        DECLINED,
        NOT_SENT,
        UNKNOWN
    }
}
