package dev.crema;

import dev.crema.failure.OverloadedException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Lets so many requests in at a time. The others are told at once, rather than made to wait in memory. */
final class Door {
    private final Semaphore places;
    private final int width;

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
            return request.get();
        } finally {
            places.release();
        }
    }
}
