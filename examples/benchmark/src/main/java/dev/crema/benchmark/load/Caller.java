package dev.crema.benchmark.load;

/** One that does the same thing again and again, on a thread of its own. */
public interface Caller extends AutoCloseable {
    /** Does it once, and returns when it is committed. */
    void transact() throws Exception;

    @Override
    default void close() {}
}
