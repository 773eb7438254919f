package dev.crema.coffeeshop.web;

import dev.crema.failure.ConcurrencyException;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One transaction of the shop, which the library's writes join. When another transaction is in its way, all of it is
 * undone and done again; so the work must do nothing that a rollback does not undo. A duplicate key counts as being in
 * the way: somebody was faster, and the second look finds what they wrote.
 */
@Component
public class InOneTransaction {
    private static final int TRIES = 5;
    private static final long LONGEST_PAUSE_MILLIS = 40;

    private final TransactionTemplate transactions;

    InOneTransaction(PlatformTransactionManager transactionManager) {
        this.transactions = new TransactionTemplate(transactionManager);
    }

    /** Returns what the work returned, once it is committed. */
    public <T> T run(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return Objects.requireNonNull(transactions.execute(status -> work.get()));
            } catch (ConcurrencyException | DuplicateKeyException | TransientDataAccessException e) {
                if (tries == TRIES) {
                    throw e;
                }
                long pause = ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            }
        }
    }
}
