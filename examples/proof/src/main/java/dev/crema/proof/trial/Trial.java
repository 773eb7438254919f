package dev.crema.proof.trial;

/** One attempt to make promises false. */
@FunctionalInterface
public interface Trial {
    /** Runs it. Returns whether the promises held; the last line printed says so too. */
    boolean run();
}
