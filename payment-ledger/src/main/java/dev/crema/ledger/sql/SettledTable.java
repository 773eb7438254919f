package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.money.AccountId;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All rows of transfers that are settled as they are accepted, for many of them with few statements: what the tables of
 * payments write one by one for everything else, in plain JDBC since these are hot. What such a transfer never has is
 * left out of its rows, and what all of them have in common is part of the statements. Stateless.
 */
abstract class SettledTable {
    /** What the rows say of a transfer, by the name that stands for it in them. */
    record Value(String name, String type, Function<SettledTransfer, Object> of) {}

    static final String AT = "at";

    static final List<Value> VALUES = List.of(
            text("id", it -> it.payment().id().value()),
            text("scope", it -> it.payment().scope().name()),
            text("reference", it -> it.payment().reference().value()),
            text("fingerprint", it -> it.request().fingerprint()),
            new Value("amount", "int8", it -> it.payment().amount().minor()),
            text("currency", it -> it.payment().amount().currency().code()),
            text("channel", it -> it.payment().channel()),
            text("debited", it -> it.payment().from().map(AccountId::path).orElseThrow()),
            text("credited", it -> it.payment().into().map(AccountId::path).orElseThrow()),
            text("subject", it -> it.request().subject()),
            text("parts", it -> PartText.write(it.request().parts())),
            text("context", it -> ContextText.write(it.payment().context())),
            new Value(AT, "int8", SettledTransfer::at));

    private static final Map<String, Value> BY_NAME =
            VALUES.stream().collect(Collectors.toMap(Value::name, Function.identity()));

    /** The rows that every transfer has in a table: what stands in each column, a name or what is the same for all. */
    record Table(String columns, List<List<String>> rows) {
        Table(String columns, String... rows) {
            this(
                    columns,
                    List.of(rows).stream().map(row -> List.of(row.split(", "))).toList());
        }

        /** One transfer's rows, each in brackets, with a gap for each name. */
        String gaps() {
            return rows.stream()
                    .map(row -> row.stream()
                            .map(each -> BY_NAME.containsKey(each) ? "?" : each)
                            .collect(Collectors.joining(", ", "(", ")")))
                    .collect(Collectors.joining(", "));
        }

        /** What fills the gaps. */
        List<Value> values() {
            return rows.stream()
                    .flatMap(List::stream)
                    .filter(BY_NAME::containsKey)
                    .map(BY_NAME::get)
                    .toList();
        }
    }

    /** The reference comes first: it is what another may have. */
    static final List<Table> TABLES = List.of(
            new Table(
                    "crema_reference (scope, form, reference, payment_id, fingerprint, accepted_at)",
                    "scope, 'TRANSFER', reference, id, fingerprint, at"),
            new Table(
                    "crema_payment (payment_id, scope, reference, form, state, version, amount_minor, currency,"
                            + " refunded_minor, capturing_minor, captured_minor, channel, from_account, into_account,"
                            + " subject, options, cancel_requested, next_action, next_content, context, created_at,"
                            + " updated_at)",
                    "id, scope, reference, 'TRANSFER', 'SUCCEEDED', " + end() + ", amount, currency, 0, 0, 0, channel,"
                            + " debited, credited, subject, parts, false, 'NONE', '', context, at, at"),
            new Table("crema_transition (payment_id, version, state, entered_at)", transitions()),
            new Table("crema_event (payment_id, sequence, state, occurred_at)", "id, " + end() + ", 'SUCCEEDED', at"),
            new Table(
                    "crema_delivery (payment_id, sequence, listener, due_at, token, tries)",
                    "id, " + end() + ", '', at, 0, 0"));

    private static Value text(String name, Function<SettledTransfer, Object> of) {
        return new Value(name, "text", of);
    }

    private static int end() {
        return SettledTransfer.LIFE.size();
    }

    private static String[] transitions() {
        List<String> rows = new ArrayList<>();
        for (PaymentState state : SettledTransfer.LIFE) {
            rows.add("id, " + (rows.size() + 1) + ", '" + state + "', at");
        }
        return rows.toArray(String[]::new);
    }

    /** Those of the references that transfers have already, with the ids of these. */
    abstract Map<SettledTransfer.Key, PaymentId> taken(Connection connection, Collection<SettledTransfer.Key> keys)
            throws SQLException;

    /**
     * Writes all rows of the transfers.
     *
     * @param hurries whether not to wait for another transaction that has taken one of the references
     * @throws Occupied if that would have been needed
     * @throws ConcurrencyException if another transaction took one of the references meanwhile
     */
    final void write(Connection connection, List<SettledTransfer> transfers, boolean hurries) throws SQLException {
        if (transfers.isEmpty()) {
            return;
        }
        try {
            insert(connection, transfers, hurries);
        } catch (SQLException e) {
            if (BatchSql.isDuplicate(e)) {
                throw BatchSql.changed("a reference", e);
            }
            if (hurries && waitedInVain(e)) {
                throw new Occupied(e);
            }
            throw e;
        }
    }

    abstract void insert(Connection connection, List<SettledTransfer> transfers, boolean hurries) throws SQLException;

    /** Whether the rows were not written because another transaction has taken a reference and not ended. */
    abstract boolean waitedInVain(SQLException e);

    /** The value as a parameter. */
    static Object column(Value value, SettledTransfer transfer, Dialect dialect) {
        Object it = value.of().apply(transfer);
        return it instanceof Instant instant ? dialect.column(instant) : it;
    }
}
