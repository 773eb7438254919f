package dev.crema.proof.bank;

import java.util.List;
import java.util.function.Consumer;

/** The books as an auditor reads them, row by row, however many there are. */
interface Books {
    /** What breaks the rules of each committed snapshot, in words. */
    List<String> violations();

    /** In any order. */
    void journals(Consumer<JournalWalk.Row> reader);

    /** By their accounts, and in each account by their numbers. */
    void entries(Consumer<EntryWalk.Row> reader);

    /** In any order. */
    void holds(Consumer<HoldsInspection.Row> reader);
}
