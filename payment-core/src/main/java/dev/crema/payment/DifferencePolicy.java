package dev.crema.payment;

/** What becomes of money that came in against our word: too much, too little, too late or twice. */
public enum DifferencePolicy {
    /** It goes back the way it came. */
    REFUND,
    /** It is credited to the payer's wallet. */
    CREDIT_WALLET,
    /** It waits for a person. */
    HOLD_FOR_REVIEW
}
