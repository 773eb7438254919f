package dev.crema.benchmark.load;

/** What is measured: a way to do transactions, for as many callers as there are. */
public interface Contestant {
    /**
     * A caller. Each is used by one thread.
     *
     * @param number counts the callers of a run from 0
     */
    Caller caller(int number) throws Exception;
}
