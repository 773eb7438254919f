package dev.crema.payment;

/** What a worker has to do next for a payment. */
public enum Work {
    /** Ask the channel to move the money. */
    SEND,
    /** Ask the channel what became of it. */
    QUERY,
    /** Ask the channel to take no more money for it. */
    CLOSE,
    /** End it here: the channel has nothing that would need closing. */
    LAPSE,
    /** Nothing yet: it is to be ended, but its captures are on their way. Not for ever: this has a ladder, too. */
    WAIT
}
