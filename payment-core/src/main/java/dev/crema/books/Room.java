package dev.crema.books;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much work there is room for, lane by lane, so that a lane which is full leaves the others alone. The lane of a
 * call is its channel, that of a delivery its listener.
 *
 * @param lanes the lanes that are known here, each with how many more pieces of work it takes now, zero or more
 * @param elsewhere how many pieces of all other lanes are taken: work that nobody here knows what to do with. Looking
 *     for it costs more, so it is not asked for every time
 */
public record Room(Map<String, Integer> lanes, int elsewhere) {
    /** The lane of events that are not shared out to their listeners yet. */
    public static final String NEW_EVENTS = "";

    public Room {
        lanes = Map.copyOf(lanes);
    }

    /** The lanes that take something, in the order of their names. */
    public Map<String, Integer> open() {
        Map<String, Integer> open = new TreeMap<>(lanes);
        open.values().removeIf(free -> free == 0);
        return open;
    }

    /** Whether nothing can be taken at all. */
    public boolean isNone() {
        return elsewhere == 0 && open().isEmpty();
    }
}
