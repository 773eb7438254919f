package dev.crema.ledger.account;

/** What may be done with an account for the time being. Holds that are open can be released in every state but the last. */
public enum AccountState {
    /** Everything that its constraint allows. */
    OPEN,
    /** Nothing that makes it less: no draw, no hold, no capture. What comes in is booked. */
    NO_DRAWING,
    /** Nothing. */
    FROZEN,
    /** Nothing, for ever: it was empty, with nothing held, when it was closed. */
    CLOSED;

    /** Whether an account in this state can be given the other. */
    public boolean canBecome(AccountState next) {
        return this != CLOSED || next == CLOSED;
    }
}
