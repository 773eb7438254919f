package dev.crema.ledger.audit;

/** Is told how far a verification has come. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (walked, all) -> {};

    /**
     * Called now and then, by one thread at a time, and at the end. What it throws ends the verification.
     *
     * @param walked how many entries were walked; each is walked twice, in its account and in its journal
     * @param all twice the number of entries
     */
    void at(long walked, long all);
}
