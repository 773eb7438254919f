package dev.crema.ledger.audit;

import dev.crema.failure.LedgerInvariantException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param broken the first place that does not fit, in the order of accounts and of entries in them; null for none
 * @param accounts how many were walked
 * @param entries how many were walked
 * @param journals how many were walked
 * @param seals how many were checked
 * @param took how long
 */
public record VerifyReport(
        @Nullable Finding broken, long accounts, long entries, long journals, long seals, Duration took) {
    /** The first place that does not fit, if there is one. */
    public Optional<Finding> first() {
        return Optional.ofNullable(broken);
    }

    /** Whether everything fits. */
    public boolean isClean() {
        return broken == null;
    }

    /**
     * Returns if everything fits.
     *
     * @throws LedgerInvariantException that names the first place that does not
     */
    public void requireClean() {
        if (broken != null) {
            throw new LedgerInvariantException("the books were tampered with: " + broken);
        }
    }
}
