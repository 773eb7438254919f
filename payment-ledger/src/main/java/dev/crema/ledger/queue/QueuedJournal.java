package dev.crema.ledger.queue;

import dev.crema.context.Reference;
import dev.crema.ledger.journal.Journal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A journal in the queue. Once posted it is in the books and no longer here.
 *
 * @param reference its own
 * @param state where it stands
 * @param tries how often it was refused
 * @param reason why it was refused the last time, or discarded; empty while it waits for the first time
 * @param queuedAt when it was enqueued, by the clock of the database
 * @param content what is to be posted; null if it can no longer be read
 */
public record QueuedJournal(
        Reference reference,
        State state,
        int tries,
        String reason,
        Instant queuedAt,
        @Nullable Journal content) {
    /** Where a journal in the queue stands. */
    public enum State {
        /** Its turn comes. */
        WAITING,
        /** The books refused it; nothing happens to it until somebody retries or discards it. */
        REFUSED,
        /** Somebody decided that it is never posted. */
        DISCARDED
    }

    /** What is to be posted, unless it can no longer be read. */
    public Optional<Journal> journal() {
        return Optional.ofNullable(content);
    }
}
