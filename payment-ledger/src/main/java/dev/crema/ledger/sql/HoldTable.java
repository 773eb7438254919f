package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.ledger.journal.Hold;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code crema_hold}. Each is guarded by the lock on its account. */
final class HoldTable {
    /** What {@link #read} needs of a row. */
    static final String COLUMNS = "scope, account, reference, amount_minor, captured_minor, state, expires_at";

    private static final String DUE = """
            select scope, account, reference
            from crema_hold
            where state = 'OPEN' and expires_at <= :now
            order by expires_at
            limit :most
            """;

    private static final String FIND = "select " + COLUMNS + """
             from crema_hold
            where scope = :scope and account = :account and reference = :reference
            """;

    private HoldTable() {}

    /** Open holds whose time is over, the longest over first. */
    static List<HoldKey> due(Handle handle, Instant now, int most) {
        return handle.createQuery(DUE)
                .bind("now", now)
                .bind("most", most)
                .map((row, context) -> key(row))
                .list();
    }

    static Optional<Hold> find(Handle handle, HoldKey key, Currency currency) {
        return handle.createQuery(FIND)
                .bind("scope", key.account().scope().name())
                .bind("account", key.account().id().path())
                .bind("reference", key.reference().value())
                .map((row, context) -> read(row, key, currency))
                .findOne();
    }

    static HoldKey key(ResultSet row) throws SQLException {
        AccountKey account = new AccountKey(new Scope(row.getString("scope")), new AccountId(row.getString("account")));
        return new HoldKey(account, new dev.crema.context.Reference(row.getString("reference")));
    }

    static Hold read(ResultSet row, HoldKey key, Currency currency) throws SQLException {
        return new Hold(
                key.account().id(),
                key.reference(),
                Money.ofMinor(currency, row.getLong("amount_minor")),
                Hold.State.valueOf(row.getString("state")),
                Money.ofMinor(currency, row.getLong("captured_minor")),
                Instants.readOptional(row, "expires_at").orElse(null));
    }
}
