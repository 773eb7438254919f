package dev.crema.trade;

import dev.crema.plan.Step;
import java.util.List;
import java.util.Optional;

/** Which channel takes a step that collects. */
public interface Routes {
    /** Only the channel that was asked for, once. */
    Routes AS_ASKED = (trade, step, before) ->
            before.isEmpty() ? step.channel().map(name -> new Choice(name, "asked for " + name)) : Optional.empty();

    /**
     * A channel for the step.
     *
     * @param before the payments that were made for the step already, oldest first; the last of them has failed, or was
     *     never sent
     * @return empty when there is no channel left to try, or it would not be safe to try another
     */
    Optional<Choice> choose(Trade trade, Step step, List<TradePayment> before);

    /**
     * A channel, and why it.
     *
     * @param why for people, recorded with the trade, 512 characters at most
     */
    record Choice(String channel, String why) {}
}
