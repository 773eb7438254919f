package dev.crema;

import dev.crema.failure.OverloadedException;
import dev.crema.failure.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets so many requests in at a time. The others are told at once, rather than made to wait in memory. */
final class Door {
    // Whoever is kept from sending requests because of the last failure must learn that it may be over.
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final Semaphore places;
    private final int width;
    private volatile @Nullable Failure last;

    private record Failure(StorageException why, long atNanos) {}

    Door(int width) {
        this.width = width;
        this.places = new Semaphore(width);
    }

    <T> T through(Supplier<T> request) {
        if (!places.tryAcquire()) {
            throw new OverloadedException(width
                    + " requests are being taken already; nothing was written, repeat this one later (requestsAtOnce)");
        }
        try {
            T answer = request.get();
            if (last != null) {
                last = null;
            }
            return answer;
        } catch (StorageException away) {
            last = new Failure(away, System.nanoTime());
            throw away;
        } finally {
            places.release();
        }
    }

    /** Why the last request could not be stored, as a code, if that was lately; empty otherwise. */
    Optional<String> trouble() {
        return Optional.ofNullable(last)
                .filter(failure -> System.nanoTime() - failure.atNanos() < REMEMBERED.toNanos())
                .map(failure -> Outage.code(failure.why()));
    }
}
