package dev.crema.books;

/**
 * The host's own database transaction, as far as the library must know of it: whether one is open on the calling
 * thread, and how to learn that it was committed. Where one is open the library writes inside it, so that the host's
 * rows and the library's become true together or not at all; and it sends nothing to a channel before the commit.
 *
 * <p>Implementations answer for the calling thread and are thread-safe.
 */
public interface HostTransaction {
    /** For hosts that keep no transaction of their own open while they call the library. */
    HostTransaction NONE = new HostTransaction() {
        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public void afterCommit(Runnable action) {
            throw new IllegalStateException("no transaction of the host is open");
        }
    };

    /** Whether the calling thread is inside a transaction of the host on the library's data source. */
    boolean isOpen();

    /**
     * Runs the action after the open transaction has committed, and not at all if it rolls back.
     *
     * @throws IllegalStateException if none is open
     */
    void afterCommit(Runnable action);
}
