package dev.crema.ledger.journal;

import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of an account's balance that is set aside: not booked anywhere, and not available for anything else.
 *
 * @param account of which account
 * @param reference the caller's own id of it, unique in the account
 * @param amount how much was set aside; above zero
 * @param state where it stands
 * @param captured how much of it was booked so far, in one journal or several
 * @param expires from when on it can no longer be captured and what is left of it is available again; null for never
 */
public record Hold(
        AccountId account,
        Reference reference,
        Money amount,
        State state,
        Money captured,
        @Nullable Instant expires) {
    /** The life of a hold: open, then one of the ends, from which there is no way out. */
    public enum State {
        OPEN,
        /** Journals took it, or a part of it; the rest is available again. */
        CAPTURED,
        /** What was left of it was given back. */
        RELEASED,
        /** What was left of it became available again because its time was over. */
        EXPIRED
    }

    /** What is still set aside: zero once it has ended. */
    public Money left() {
        return state == State.OPEN ? amount.minus(captured) : Money.zero(amount.currency());
    }

    /** From when on it can no longer be captured, if it expires at all. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expires);
    }

    /** The same hold in another state. */
    public Hold become(State next, Money nowCaptured) {
        return new Hold(account, reference, amount, next, nowCaptured, expires);
    }
}
