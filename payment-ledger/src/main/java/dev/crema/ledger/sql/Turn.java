package dev.crema.ledger.sql;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way through a {@link Lane}. It is alone there unless it lets the next one begin beside it; the next may
 * then build upon what this one is about to have done, and has to wait for it before it relies on that.
 */
abstract class Turn {
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final boolean sharing;
    private @Nullable Turn previous;
    private boolean failed;
    private boolean shared;

    /**
     * @param previous the batch before, of which nothing matters any more if it has ended already
     * @param sharing whether the next may begin before this one has ended
     */
    Turn(@Nullable Turn previous, boolean sharing) {
        this.sharing = sharing;
        this.previous = previous == null || previous.over.isDone() ? null : previous;
    }

    /** Begins the next batch, if somebody waits for one. */
    abstract void next();

    /** Whether the batch before has ended, so that there is nothing to wait for. */
    boolean isAlone() {
        return previous == null || previous.over.isDone();
    }

    /** Waits for the batch before to end, however that was. */
    void await() {
        if (previous != null) {
            failed = !previous.over.join();
            previous = null;
        }
    }

    /** Whether it was waited for a batch that did not do what it was about to. */
    boolean followsFailure() {
        return failed;
    }

    /**
     * Waits for the batch before to end.
     *
     * @throws Mistaken if it did not do what it was about to, so that nothing can be built upon it
     */
    void requirePrevious() {
        await();
        if (failed) {
            throw new Mistaken("the batch before came to nothing");
        }
    }

    /** Whether it is worth while to end in such a way that the next can begin. */
    boolean isSharing() {
        return sharing;
    }

    /** Lets the next batch begin while this one ends, if it may. */
    void letNext() {
        if (sharing && !shared) {
            shared = true;
            next();
        }
    }

    boolean isShared() {
        return shared;
    }

    /**
     * Ends this one.
     *
     * @param done whether it did all that it was about to
     */
    void end(boolean done) {
        previous = null;
        over.complete(done);
    }
}
