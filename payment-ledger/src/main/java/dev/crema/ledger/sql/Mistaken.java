package dev.crema.ledger.sql;

import org.jspecify.annotations.Nullable;

/**
 * Says that something was not as it was presumed. Nothing is left of what was written; it is to be done again on what is
 * read under locks. It never leaves this package.
 */
final class Mistaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mistaken(@Nullable String how) {
        // Without a cause, by which others would take it for a failure of the database; and without a stack.
        super(how, null, false, false);
    }
}
