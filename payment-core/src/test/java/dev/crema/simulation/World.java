package dev.crema.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** The time of a simulated world, what is to happen in it, and what has. */
public final class World {
    private record Event(Instant at, int number, Runnable what) {}

    private final PriorityQueue<Event> coming =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
    private final List<String> trace = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private int events;

    public Instant now() {
        return now;
    }

    /** Has something happen so much later. */
    public void in(Duration wait, Runnable what) {
        coming.add(new Event(now.plus(wait), events++, what));
    }

    /** When something is to happen next. */
    public Optional<Instant> next() {
        return Optional.ofNullable(coming.peek()).map(Event::at);
    }

    /** Lets time go by, with what happens in it. */
    public void pass(Duration time) {
        passUntil(now.plus(time));
    }

    /** Lets time go by until then; nothing happens if then is past. */
    public void passUntil(Instant end) {
        while (!coming.isEmpty() && !coming.peek().at().isAfter(end)) {
            Event event = coming.remove();
            now = event.at().isAfter(now) ? event.at() : now;
            event.what().run();
        }
        now = end.isAfter(now) ? end : now;
    }

    /** Writes down what happened. */
    public void say(String what) {
        trace.add(now + " " + what);
    }

    /** What happened, oldest first. */
    public List<String> trace() {
        return List.copyOf(trace);
    }
}
