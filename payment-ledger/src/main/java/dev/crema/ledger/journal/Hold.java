package dev.crema.ledger.journal;

import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;

/**
 * A part of an account's balance that is set aside: not booked anywhere, and not available for anything else.
 *
 * @param account of which account
 * @param reference the caller's own id of it, unique in the account
 * @param amount how much was set aside; above zero
 * @param state where it stands
 * @param captured how much of it was booked in the end; zero unless captured
 */
public record Hold(AccountId account, Reference reference, Money amount, State state, Money captured) {
    /** The life of a hold: open, then one of the two ends, from which there is no way out. */
    public enum State {
        OPEN,
        /** A journal took it, or a part of it; the rest is available again. */
        CAPTURED,
        /** It is available again as if it had never been set aside. */
        RELEASED
    }
}
