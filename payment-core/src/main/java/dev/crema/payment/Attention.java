package dev.crema.payment;

/** Why a payment needs a person. A flag beside the state; it never changes the state. */
public enum Attention {
    /** The ladder has ended and the channel has still not said what became of the payment. */
    STUCK,
    /** A check wants a person to look at it before anything is sent. */
    RISK,
    /** The channel's word and ours differ: see the payment's differences. */
    DIFFERENCE,
    /** The channel answers with a code that its adapter has no meaning for: see the payment's attempts. */
    UNMAPPED_CODE
}
