package dev.crema.channel;

/**
 * News of one payment, from wherever it comes. All news takes the same way through the same transition function, so
 * races between the channel's answer, a webhook and a query have nothing to disagree about.
 *
 * @param channel the {@link Channel#name} of the account it concerns
 * @param reference the channel reference of the payment it concerns
 * @param source where the news comes from
 * @param result what it says
 */
public record ChannelFact(String channel, String reference, Source source, ChannelResult result) {
    /** Where news comes from. */
    public enum Source {
        /** The answer to the request itself. */
        ANSWER,
        /** The answer to a query. */
        QUERY,
        /** The answer to a request to close. */
        CLOSE,
        /** A message the channel sent by itself. */
        WEBHOOK,
        /** A line of the channel's bill. */
        BILL,
        /** A person who looked it up at the channel. */
        PERSON
    }
}
