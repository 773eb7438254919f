package dev.crema;

import dev.crema.failure.ChannelUnavailableException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    /** Refuses what may not go through the channel at present. */
    void requireOpen(String channel) {
        if (refuses(channel)) {
            throw new ChannelUnavailableException(
                    "channel " + channel + " is in trouble; nothing was written, offer another way or repeat it later");
        }
    }
}
