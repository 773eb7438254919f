package dev.crema.ledger.account;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account as it stands at the moment.
 *
 * @param account what it is
 * @param state what may be done with it for the time being
 * @param balance what is in it
 * @param closed the last day to which nothing can be booked any more; null for none
 */
public record Standing(
        Account account,
        AccountState state,
        Balance balance,
        @Nullable LocalDate closed) {
    /** The last day to which nothing can be booked any more, if there is one. */
    public Optional<LocalDate> closedThrough() {
        return Optional.ofNullable(closed);
    }
}
