package dev.crema.channel;

/**
 * A {@link Channel} whose money never leaves the books: a balance kept here is its far side. It is never called. A
 * payment through it is accepted and settled in one transaction, and its name and {@link Channel#capabilities} say
 * under which name and in which currencies.
 */
public interface WithinBooks extends Channel {
    /** The name under which transfers are recorded when the host configures no channel of this kind. */
    String DEFAULT_NAME = "balance";
}
