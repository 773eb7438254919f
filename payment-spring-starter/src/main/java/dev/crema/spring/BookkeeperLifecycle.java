package dev.crema.spring;

import dev.crema.ledger.Bookkeeper;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the bookkeeper work while the application runs, and finish what it is doing before the database goes. Where there
 * are no workers, there is none either.
 */
final class BookkeeperLifecycle implements SmartLifecycle {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Bookkeeper bookkeeper;
    private final boolean working;
    private volatile boolean running;

    BookkeeperLifecycle(Bookkeeper bookkeeper, boolean working) {
        this.bookkeeper = bookkeeper;
        this.working = working;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void start() {
        if (working) {
            bookkeeper.start(PAUSE);
        }
        running = true;
    }

    @Override
    public void stop() {
        bookkeeper.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
