package dev.crema.ledger.queue;

import dev.crema.context.Reference;
import java.util.List;
import java.util.Optional;

/**
 * The journals of one scope that were enqueued and are not in the books yet. Safe for use by many threads and processes.
 */
public interface PostingQueue {
    /** How far posting is behind. */
    Lag lag();

    /** The journal with this reference, if it is in the queue; empty once it is posted. */
    Optional<QueuedJournal> find(Reference reference);

    /**
     * What was refused and waits for a decision, in the order it was enqueued.
     *
     * @param most how many at most, 1 to 1000
     */
    List<QueuedJournal> refused(int most);

    /**
     * Lets a refused journal have its turn again, at its old place. One that waits already goes on waiting.
     *
     * @throws dev.crema.failure.NotFoundException if it is not in the queue
     * @throws dev.crema.failure.InvalidStateException if it was discarded
     */
    QueuedJournal retry(Reference reference);

    /**
     * Decides that a journal is never posted. It stays in the queue with the reason, for the record.
     *
     * @param reason who decided so and why, for people; up to 500 characters
     * @throws dev.crema.failure.NotFoundException if it is not in the queue, for instance because it was posted
     */
    QueuedJournal discard(Reference reference, String reason);
}
