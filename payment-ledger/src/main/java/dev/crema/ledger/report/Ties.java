package dev.crema.ledger.report;

import static java.util.Objects.requireNonNull;

/**
 * What a journal has to do with earlier ones, each named by its reference; empty where it has nothing to do with one.
 *
 * @param reverses which journal it undoes
 * @param adjusts which journal it mends
 * @param linkedTo the first of those that it was posted with, all of them or none; empty for that first one itself
 */
public record Ties(String reverses, String adjusts, String linkedTo) {
    /** Of a journal that stands for itself. */
    public static final Ties NONE = new Ties("", "", "");

    public Ties {
        requireNonNull(reverses, "reverses");
        requireNonNull(adjusts, "adjusts");
        requireNonNull(linkedTo, "linkedTo");
    }
}
