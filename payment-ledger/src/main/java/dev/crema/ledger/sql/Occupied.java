package dev.crema.ledger.sql;

/**
 * Says that a batch was about to wait for what another transaction has begun to write and may not end for long: a journal
 * with the same reference. Nothing is left of what was written. It never leaves this package.
 */
final class Occupied extends RuntimeException {
    private static final long serialVersionUID = 1;

    Occupied(Exception how) {
        // Without a cause, by which others would take it for a failure of the database; and without a stack.
        super(String.valueOf(how.getMessage()), null, false, false);
    }
}
