package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.JournalId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The rows of {@code crema_hold}. Each is guarded by the lock on its account. */
final class HoldTable {
    private static final String INSERT = """
            insert into crema_hold (scope, account, reference, amount_minor, captured_minor, state, placed_at)
            values (:scope, :account, :reference, :amount, 0, 'OPEN', :now)
            """;

    private static final String FIND = """
            select amount_minor, captured_minor, state, journal_id
            from crema_hold
            where scope = :scope and account = :account and reference = :reference
            """;

    private static final String END = """
            update crema_hold
            set state = :state, captured_minor = :captured, journal_id = :journal, ended_at = :now
            where scope = :scope and account = :account and reference = :reference and state = 'OPEN'
            """;

    /** A hold, and the journal that took it, if one did. */
    record Row(Hold hold, @Nullable JournalId journal) {}

    private final Dialect dialect;

    HoldTable(Dialect dialect) {
        this.dialect = dialect;
    }

    boolean insertIfAbsent(Handle handle, Scope scope, Hold hold, Instant now) {
        return dialect.insertIfAbsent(
                handle,
                INSERT,
                insert -> insert.bind("scope", scope.name())
                        .bind("account", hold.account().path())
                        .bind("reference", hold.reference().value())
                        .bind("amount", hold.amount().minor())
                        .bind("now", now));
    }

    Optional<Row> find(Handle handle, Scope scope, AccountRow account, Reference reference) {
        Currency currency = account.account().currency();
        return handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("account", account.id().path())
                .bind("reference", reference.value())
                .map((row, context) -> {
                    Hold hold = new Hold(
                            account.id(),
                            reference,
                            Money.ofMinor(currency, row.getLong("amount_minor")),
                            Hold.State.valueOf(row.getString("state")),
                            Money.ofMinor(currency, row.getLong("captured_minor")));
                    UUID journal = row.getObject("journal_id", UUID.class);
                    return new Row(hold, journal == null ? null : new JournalId(journal));
                })
                .findOne();
    }

    /** Writes the end of an open hold. */
    void end(Handle handle, Scope scope, Hold ended, @Nullable JournalId journal, Instant now) {
        Update update = handle.createUpdate(END);
        if (journal == null) {
            update.bindNull("journal", Types.OTHER); // a null of no type is a text to PostgreSQL
        } else {
            update.bind("journal", journal.value());
        }
        int changed = update.bind("scope", scope.name())
                .bind("account", ended.account().path())
                .bind("reference", ended.reference().value())
                .bind("state", ended.state().name())
                .bind("captured", ended.captured().minor())
                .bind("now", now)
                .execute();
        if (changed != 1) {
            throw new ConcurrencyException("a hold changed under its account's lock; nothing was written, repeat");
        }
    }
}
