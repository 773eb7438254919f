package dev.crema.channel;

/**
 * One way to move money: a provider's adapter with the settings of one merchant account at it. What it can do is said
 * by the abilities it implements besides.
 *
 * <p>An adapter is a pure translator between this interface and a provider's wire format. It is stateless and
 * thread-safe and owns neither database, clock nor retries: the engine stores before it calls, calls without a
 * transaction or connection held, and decides what the answer means. It throws nothing on purpose: whatever happens on
 * the wire is one of the cases of {@link ChannelResult}. Should it throw all the same, the engine takes the call as
 * {@link ChannelResult.Unknown}.
 */
public interface Channel {
    /**
     * The name of this merchant account, for example {@code alipay-main}: 1 to 32 characters out of {@code a-z 0-9 -},
     * stable for ever, since it is stored with every payment and names the account's clearing account in the books.
     */
    String name();

    /** What the provider promises, as numbers. */
    Capabilities capabilities();
}
