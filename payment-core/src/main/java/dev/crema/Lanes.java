package dev.crema;

import dev.crema.books.Room;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** How much of each lane is in use: every known lane has its own share, and all others have one together. */
final class Lanes {
    private final Supplier<Set<String>> names;
    private final Map<String, Semaphore> known = new ConcurrentHashMap<>();
    private final Semaphore others;
    private final int each;

    Lanes(Supplier<Set<String>> names, int each) {
        this.names = names;
        this.others = new Semaphore(each);
        this.each = each;
    }

    /** What is free by now. Only whoever asks takes of it, so it does not become less until then. */
    Room room(boolean elsewhere) {
        Map<String, Integer> free = new TreeMap<>();
        names.get().forEach(lane -> free.put(lane, permits(lane).availablePermits()));
        return new Room(free, elsewhere ? others.availablePermits() : 0);
    }

    /** As much of each as is given, whatever is in use. */
    Room wide(int most) {
        Map<String, Integer> free = new TreeMap<>();
        names.get().forEach(lane -> free.put(lane, most));
        return new Room(free, most);
    }

    Semaphore of(String lane) {
        return names.get().contains(lane) ? permits(lane) : others;
    }

    private Semaphore permits(String lane) {
        return known.computeIfAbsent(lane, name -> new Semaphore(each));
    }

    int each() {
        return each;
    }
}
