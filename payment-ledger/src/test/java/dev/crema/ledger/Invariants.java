package dev.crema.ledger;

import dev.crema.payment.PaymentState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What must be true after anything at all, read from the database alone. {@link #everywhere} holds in each committed
 * snapshot, {@link #atRest} when nothing is due any more. Every violation is told with its number and its ids.
 */
public final class Invariants {
    private static final Map<String, String> EVERYWHERE = new TreeMap<>(Map.of(
            "I-01 a journal sums to zero per currency",
            """
            select e.journal_id, a.currency, sum(e.amount_minor)
            from crema_entry e join crema_account a on a.scope = e.scope and a.account = e.account
            group by e.journal_id, a.currency having sum(e.amount_minor) <> 0
            """,
            "I-02 all balances of a currency sum to zero",
            """
            select scope, currency, sum(balance_minor) from crema_account
            group by scope, currency having sum(balance_minor) <> 0
            """,
            "I-03 balance = entries = running balance, and numbers have no gap",
            """
            select a.scope, a.account, a.balance_minor, a.entry_count, e.total, e.numbers, e.highest, l.balance_minor
            from crema_account a
            left join (select scope, account, sum(amount_minor) total, count(*) numbers, max(number) highest
                from crema_entry group by scope, account) e on e.scope = a.scope and e.account = a.account
            left join crema_entry l on l.scope = a.scope and l.account = a.account and l.number = a.entry_count
            where a.balance_minor <> coalesce(e.total, 0) or a.entry_count <> coalesce(e.numbers, 0)
                or a.entry_count <> coalesce(e.highest, 0) or a.balance_minor <> coalesce(l.balance_minor, 0)
            """,
            "I-03 held = open holds",
            """
            select a.scope, a.account, a.held_minor, coalesce(h.total, 0)
            from crema_account a
            left join (select scope, account, sum(amount_minor) total from crema_hold
                where state = 'OPEN' group by scope, account) h on h.scope = a.scope and h.account = a.account
            where a.held_minor <> coalesce(h.total, 0)
            """,
            "I-04 available is never below the floor",
            """
            select scope, account, balance_minor, held_minor from crema_account
            where floor_minor is not null and normal_side * balance_minor - held_minor < floor_minor
            """,
            "I-06 succeeded has exactly one settling journal, any other end none",
            """
            select p.payment_id, p.state, count(j.journal_id)
            from crema_payment p
            left join crema_journal j on j.scope = p.scope and j.reference = concat('payment:', p.payment_id)
            group by p.payment_id, p.state
            having count(j.journal_id) <> case when p.state = 'SUCCEEDED' then 1 else 0 end
            """,
            "I-07 at most one order per payment and channel moved money",
            """
            select payment_id, count(distinct channel), count(distinct route) from crema_attempt
            where work = 'SEND' group by payment_id having count(distinct channel) > 1 or count(distinct route) > 1
            """,
            "I-08 refunds not failed = what the original has reserved, and no more than it was",
            """
            select o.payment_id, o.amount_minor, o.refunded_minor, coalesce(r.total, 0)
            from crema_payment o
            left join (select original_id, sum(amount_minor) total from crema_payment
                where original_id is not null and state not in ('FAILED', 'CANCELLED', 'EXPIRED')
                group by original_id) r on r.original_id = o.payment_id
            where o.refunded_minor <> coalesce(r.total, 0) or o.refunded_minor > o.amount_minor
                or (o.refunded_minor > 0 and o.state <> 'SUCCEEDED')
            """,
            "I-09 an open hold belongs to a payment that has not ended, and the reverse",
            """
            select p.payment_id, p.state, count(h.reference)
            from crema_payment p
            left join crema_hold h on h.scope = p.scope and h.account = p.from_account
                and h.reference = concat('payment:', p.payment_id) and h.state = 'OPEN'
            group by p.payment_id, p.state, p.from_account
            having count(h.reference) <> case
                when p.from_account is null or p.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') then 0
                else 1 end
            """,
            "I-10 every end has exactly one event, and every event a task",
            """
            select p.payment_id, p.state, count(e.sequence), count(t.sequence)
            from crema_payment p
            left join crema_event e on e.payment_id = p.payment_id
            left join crema_task t on t.payment_id = e.payment_id and t.sequence = e.sequence
            group by p.payment_id, p.state
            having count(e.sequence) <> case when p.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')
                then 1 else 0 end or count(t.sequence) <> count(e.sequence)
            """));

    private static final Map<String, String> AT_REST = new TreeMap<>(Map.of(
            "I-10 every event ended delivered or as a dead letter",
            "select payment_id, sequence from crema_task where sequence > 0 and outcome is null",
            "I-11 every payment ended, waits to be captured, or carries attention",
            """
            select payment_id, state from crema_payment
            where state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') and attention is null
            """));

    private static final String REFERENCES = """
            select p.scope, p.form, p.reference, count(*) from crema_payment p
            left join crema_reference r on r.scope = p.scope and r.form = p.form and r.reference = p.reference
                and r.payment_id = p.payment_id
            group by p.scope, p.form, p.reference having count(*) <> 1 or count(r.payment_id) <> 1
            """;

    private static final String HISTORY = """
            select p.payment_id, p.state, p.version, t.version as step, t.state as stepped
            from crema_payment p left join crema_transition t on t.payment_id = p.payment_id
            order by p.payment_id, t.version
            """;

    private final Jdbi jdbi;

    private Invariants(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public static Invariants of(DataSource dataSource) {
        return new Invariants(Jdbi.create(dataSource));
    }

    /** What is violated in the present snapshot; empty when all is well. */
    public List<String> everywhere() {
        return jdbi.inTransaction(handle -> {
            List<String> violations = new ArrayList<>();
            EVERYWHERE.forEach((invariant, query) -> violations.addAll(rows(handle, invariant, query)));
            violations.addAll(rows(handle, "I-12 one reference, one payment", REFERENCES));
            violations.addAll(brokenHistories(handle));
            return violations;
        });
    }

    /** What is violated although nothing is due any more, with everything that must hold at all times. */
    public List<String> atRest() {
        List<String> violations = new ArrayList<>(everywhere());
        jdbi.useHandle(
                handle -> AT_REST.forEach((invariant, query) -> violations.addAll(rows(handle, invariant, query))));
        return violations;
    }

    /** Those of the ids that are not there, although a caller was given them (I-12). */
    public List<String> lost(Collection<String> paymentIds) {
        return jdbi.withHandle(handle -> paymentIds.stream()
                .filter(id -> handle.createQuery("select count(*) from crema_payment where payment_id = :id")
                                .bind("id", id)
                                .mapTo(int.class)
                                .one()
                        == 0)
                .map(id -> "I-12 an id that was returned exists: " + id)
                .toList());
    }

    private static List<String> rows(Handle handle, String invariant, String query) {
        return handle.createQuery(query)
                .map((row, context) -> {
                    StringBuilder text = new StringBuilder(invariant).append(":");
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        text.append(' ').append(row.getString(i));
                    }
                    return text.toString();
                })
                .list();
    }

    /** I-05: a history is a path in the state graph from its beginning to where the payment stands, without a gap. */
    private static List<String> brokenHistories(Handle handle) {
        record Step(String payment, PaymentState state, int version, int step, Optional<PaymentState> stepped) {}
        Map<String, List<Step>> histories = new TreeMap<>();
        handle.createQuery(HISTORY)
                .map((row, context) -> new Step(
                        row.getString("payment_id"),
                        PaymentState.valueOf(row.getString("state")),
                        row.getInt("version"),
                        row.getInt("step"),
                        Optional.ofNullable(row.getString("stepped")).map(PaymentState::valueOf)))
                .forEach(step -> histories
                        .computeIfAbsent(step.payment(), any -> new ArrayList<>())
                        .add(step));
        List<String> violations = new ArrayList<>();
        histories.forEach((payment, steps) -> {
            boolean path = steps.get(0).stepped().equals(Optional.of(PaymentState.CREATED));
            for (int i = 0; i < steps.size(); i++) {
                path &= steps.get(i).step() == i + 1;
                path &= i == 0
                        || steps.get(i - 1)
                                .stepped()
                                .orElseThrow()
                                .canBecome(steps.get(i).stepped().orElseThrow());
            }
            Step last = steps.get(steps.size() - 1);
            path &= last.stepped().equals(Optional.of(last.state())) && last.step() == last.version();
            if (!path) {
                violations.add("I-05 the history is a path without a gap: " + payment + " "
                        + steps.stream().map(step -> step.stepped().toString()).toList());
            }
        });
        return violations;
    }
}
