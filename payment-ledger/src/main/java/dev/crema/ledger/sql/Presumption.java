package dev.crema.ledger.sql;

import java.util.Collection;
import java.util.List;

/**
 * What requests come to if accounts are as they are remembered.
 *
 * @param outcomes one for each request, in their order, for after the commit
 * @param writing what is to be written, if anything is
 */
record Presumption(List<Outcome> outcomes, Writing writing) {
    boolean isEmpty() {
        return writing.isEmpty();
    }

    /** The accounts as they are left. */
    Collection<AccountRow> left() {
        return writing.left();
    }
}
