package dev.crema;

import dev.crema.failure.ChannelUnavailableException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The guards of all channels, and what becomes of new payments when one of them is shut. */
final class Guards {
    private final Protection protection;
    private final Map<String, WhenDown> whenDown;
    private final Clock clock;
    private final Map<String, Guard> byChannel = new ConcurrentHashMap<>();

    Guards(Protection protection, Map<String, WhenDown> whenDown, Clock clock) {
        this.protection = protection;
        this.whenDown = Map.copyOf(whenDown);
        this.clock = clock;
    }

    Guard of(String channel) {
        return byChannel.computeIfAbsent(channel, name -> new Guard(name, protection, clock));
    }

    /** Whether new payments through the channel are to be refused at present. */
    boolean refuses(String channel) {
        return whenDown.getOrDefault(channel, WhenDown.ACCEPT) == WhenDown.REFUSE
                && of(channel).isShut();
    }

    /**
     * Refuses what may not go through the channel at present.
     *
     * @param known whether it was accepted before; asked only when the channel is in trouble
     */
    void requireOpen(String channel, BooleanSupplier known) {
        if (refuses(channel) && !known.getAsBoolean()) {
            throw new ChannelUnavailableException(
                    "channel " + channel + " is in trouble; nothing was written, offer another way or repeat it later");
        }
    }
}
