package dev.crema.ledger;

import dev.crema.payment.PaymentState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * What must be true after anything at all, read from the database alone. {@link #everywhere} holds in each committed
 * snapshot, {@link #atRest} when nothing is due any more. Every violation is told with its number and its ids.
 */
public final class Invariants {
    /** A query that finds what violates an invariant. One pass over each table: the books may be large. */
    private record Rule(String invariant, String query) {}

    private static final List<Rule> EVERYWHERE = List.of(
            new Rule("I-12 one reference, one payment", """
            select p.scope, p.form, p.reference, count(*) from crema_payment p
            left join crema_reference r on r.scope = p.scope and r.form = p.form and r.reference = p.reference
                and r.payment_id = p.payment_id
            group by p.scope, p.form, p.reference having count(*) <> 1 or count(r.payment_id) <> 1
            """),
            new Rule("I-06 succeeded has exactly one settling journal, any other end and any authorization none", """
            select payment_id, sum(succeeded), sum(journals)
            from (select payment_id, case when state = 'SUCCEEDED' and authorized_for_s is null then 1 else 0 end
                    succeeded, 0 journals from crema_payment
                union all select substring(reference from 9), 0, 1 from crema_journal
                    where reference like 'payment:%') both_sides
            group by payment_id having sum(succeeded) <> sum(journals) or sum(journals) > 1
            """),
            new Rule("I-07 at most one order per payment and channel moved money", """
            select payment_id, count(distinct channel), count(distinct route) from crema_attempt
            where work = 'SEND' group by payment_id having count(distinct channel) > 1 or count(distinct route) > 1
            """),
            new Rule("I-08 refunds not failed = what the original has reserved, and no more than was captured", """
            select payment_id, sum(captured), sum(reserved), sum(refunds)
            from (select payment_id, case when state = 'SUCCEEDED' then amount_minor else 0 end captured,
                    refunded_minor reserved, 0 refunds from crema_payment
                union all select original_id, 0, 0, amount_minor from crema_payment
                    where form = 'REFUND' and movement_id is null and state not in ('FAILED', 'CANCELLED', 'EXPIRED')
                        and payment_id not in (select payment_id from crema_difference where kind = 'RETURNED'))
                    both_sides
            group by payment_id having sum(reserved) <> sum(refunds) or sum(reserved) > sum(captured)
            """),
            new Rule("I-08 remedies not failed = what the difference has given to them, and no more than moved", """
            select payment_id, difference_key, sum(given), sum(taken)
            from (select payment_id, difference_key, remedied_minor given, 0 taken from crema_suspense
                    where policy <> 'CREDIT_WALLET'
                union all select original_id, movement_id, 0, amount_minor from crema_payment
                    where movement_id is not null and state not in ('FAILED', 'CANCELLED', 'EXPIRED')
                        and payment_id not in (select payment_id from crema_difference where kind = 'RETURNED'))
                    both_sides
            group by payment_id, difference_key having sum(given) <> sum(taken)
            """),
            new Rule("I-08 captures on their way and succeeded = what the authorization says, within its amount", """
            select payment_id, sum(on_the_way), sum(taken), sum(amount)
            from (select payment_id, capturing_minor on_the_way, captured_minor taken, amount_minor amount
                    from crema_payment where authorized_for_s is not null
                union all select original_id,
                    case when state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') then 0 else -amount_minor end,
                    case when state = 'SUCCEEDED' then -amount_minor else 0 end, amount_minor
                    from crema_payment where form = 'TOP_UP' and original_id is not null) both_sides
            group by payment_id having sum(on_the_way) <> 0 or sum(taken) <> 0
            """),
            new Rule("I-08 an authorization that succeeded was captured, and any other end was not", """
            select payment_id, state, captured_minor, capturing_minor from crema_payment
            where authorized_for_s is not null and ((state = 'SUCCEEDED') <> (captured_minor > 0
                and state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'))
                or (capturing_minor > 0 and state <> 'AUTHORIZED'))
            """),
            new Rule("I-09 an open hold belongs to a payment that has not ended, and the reverse", """
            select p.payment_id, p.state, count(h.reference)
            from crema_payment p
            left join crema_hold h on h.scope = p.scope and h.account = p.from_account
                and h.reference = concat('payment:', p.payment_id) and h.state = 'OPEN'
            group by p.payment_id, p.state, p.from_account
            having count(h.reference) <> case
                when p.from_account is null or p.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') then 0
                else 1 end
            """),
            new Rule("I-10 every end has exactly one event, and every event is to be shared out", """
            select p.payment_id, p.state, count(e.sequence), count(t.sequence)
            from crema_payment p
            left join crema_event e on e.payment_id = p.payment_id and e.state not in ('AUTHORIZED', 'RETURNED')
            left join crema_delivery t on t.payment_id = e.payment_id and t.sequence = e.sequence and t.listener = ''
            group by p.payment_id, p.state
            having count(e.sequence) <> case when p.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')
                then 1 else 0 end or count(t.sequence) <> count(e.sequence)
            """),
            new Rule("what came back has exactly one event, which is to be shared out", """
            select d.payment_id, count(e.sequence), count(t.sequence)
            from crema_difference d
            left join crema_event e on e.payment_id = d.payment_id and e.state = 'RETURNED'
            left join crema_delivery t on t.payment_id = e.payment_id and t.sequence = e.sequence and t.listener = ''
            where d.kind = 'RETURNED'
            group by d.payment_id
            having count(e.sequence) <> 1 or count(t.sequence) <> 1
            """),
            new Rule("a payment of a trade is recorded with it, once", """
            select p.payment_id, p.reference, count(t.trade_id)
            from crema_payment p left join crema_trade_payment t on t.payment_id = p.payment_id
            where p.reference like 'trade:%'
            group by p.payment_id, p.reference
            having count(t.trade_id) <> 1 or max(position(t.trade_id in p.reference)) = 0
            """),
            new Rule("a trade that succeeded has done each of its steps once, and no other trade has", """
            select trade_id, state, sum(steps), sum(done)
            from (select t.trade_id, t.state, 1 steps, 0 done from crema_trade t
                    join crema_trade_step s on s.trade_id = t.trade_id and s.action in ('TRANSFER', 'TOP_UP')
                union all select t.trade_id, t.state, 1, 0 from crema_trade t
                    join crema_trade_step s on s.trade_id = t.trade_id and s.action = 'CAPTURE'
                union all select t.trade_id, t.state, 0, 1 from crema_trade t
                    join crema_trade_payment l on l.trade_id = t.trade_id and l.role = 'STEP'
                    join crema_trade_step s on s.trade_id = l.trade_id and s.number = l.step and s.action <> 'AUTHORIZE'
                    join crema_payment p on p.payment_id = l.payment_id and p.state = 'SUCCEEDED') both_sides
            group by trade_id, state
            having sum(done) > sum(steps) or (state = 'SUCCEEDED' and sum(done) <> sum(steps))
            """),
            new Rule("of a trade that was undone nothing is left", """
            select t.trade_id, t.state, p.payment_id, p.state, p.amount_minor, p.refunded_minor
            from crema_trade t join crema_trade_payment l on l.trade_id = t.trade_id and l.role = 'STEP'
            join crema_payment p on p.payment_id = l.payment_id
            where t.state in ('FAILED', 'CANCELLED', 'REFUNDED')
                and (p.state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')
                    or (p.state = 'SUCCEEDED' and p.amount_minor <> p.refunded_minor and p.authorized_for_s is null))
                and not exists (select 1 from crema_payment r
                    join crema_difference d on d.payment_id = r.payment_id and d.kind = 'RETURNED'
                    where r.original_id = p.payment_id)
            """),
            new Rule("a trade that has ended leaves nothing in its escrow", """
            select t.trade_id, t.state, a.account, a.balance_minor
            from crema_trade t join crema_account a on a.scope = t.scope and a.account = concat('escrow:', t.reference)
            where t.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'REFUNDED') and a.balance_minor <> 0
                and not exists (select 1 from crema_trade_payment l
                    join crema_difference d on d.payment_id = l.payment_id and d.kind = 'RETURNED'
                    where l.trade_id = t.trade_id)
            """),
            new Rule("every state of a trade has one row, and every one that is told an event", """
            select t.trade_id, t.version, count(s.version),
                sum(case when s.state in ('PAYING', 'COMPLETING', 'UNDOING') then 0 else 1 end), count(k.sequence)
            from crema_trade t join crema_trade_transition s on s.trade_id = t.trade_id
            left join crema_trade_delivery k on k.trade_id = t.trade_id and k.sequence = s.version
                and k.listener = ''
            group by t.trade_id, t.version
            having count(s.version) <> t.version or count(k.sequence)
                <> sum(case when s.state in ('PAYING', 'COMPLETING', 'UNDOING') then 0 else 1 end)
            """));

    private static final List<Rule> AT_REST = List.of(
            new Rule(
                    "I-10 every event ended delivered or as a dead letter",
                    "select payment_id, sequence, listener from crema_delivery where outcome is null"),
            new Rule("every trade came to rest, or carries attention", """
            select trade_id, state from crema_trade
            where state in ('PAYING', 'COMPLETING', 'UNDOING') and attention is null
            """),
            new Rule(
                    "every event of a trade ended delivered or as a dead letter",
                    "select trade_id, sequence, listener from crema_trade_delivery where outcome is null"),
            new Rule("I-11 every payment ended, waits to be captured, or carries attention", """
            select payment_id, state from crema_payment
            where state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') and attention is null
            """));

    private static final String HISTORY = """
            select p.payment_id, p.state, p.version, t.version as step, t.state as stepped
            from crema_payment p left join crema_transition t on t.payment_id = p.payment_id
            order by p.payment_id, t.version
            """;

    private final DataSource dataSource;

    private Invariants(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public static Invariants of(DataSource dataSource) {
        return new Invariants(dataSource);
    }

    /** What is violated in the present snapshot; empty when all is well. */
    public List<String> everywhere() {
        return LedgerInvariants.inSnapshot(dataSource, connection -> {
            List<String> violations = new ArrayList<>(LedgerInvariants.broken(connection));
            EVERYWHERE.forEach(rule -> violations.addAll(rows(connection, rule)));
            violations.addAll(brokenHistories(connection));
            return violations;
        });
    }

    /** What is violated although nothing is due any more, with everything that must hold at all times. */
    public List<String> atRest() {
        List<String> violations = new ArrayList<>(everywhere());
        Jdbi.create(dataSource)
                .useHandle(handle -> AT_REST.forEach(rule -> violations.addAll(rows(handle.getConnection(), rule))));
        return violations;
    }

    /** Those of the ids that are not there, although a caller was given them (I-12). */
    public List<String> lost(Collection<String> paymentIds) {
        return Jdbi.create(dataSource)
                .withHandle(handle -> paymentIds.stream()
                        .filter(id -> handle.createQuery("select count(*) from crema_payment where payment_id = :id")
                                        .bind("id", id)
                                        .mapTo(int.class)
                                        .one()
                                == 0)
                        .map(id -> "I-12 an id that was returned exists: " + id)
                        .toList());
    }

    /** By JDBC itself: JDBI would take the text of each rule apart anew, which takes longer than asking it. */
    private static List<String> rows(Connection connection, Rule rule) {
        List<String> violations = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(rule.query());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                StringBuilder text = new StringBuilder(rule.invariant()).append(":");
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(' ').append(row.getString(i));
                }
                violations.add(text.toString());
            }
        } catch (SQLException e) {
            throw new AssertionError("not to be checked: " + rule.invariant(), e);
        }
        return violations;
    }

    /** I-05: a history is a path in the state graph from its beginning to where the payment stands, without a gap. */
    private static List<String> brokenHistories(Connection connection) throws SQLException {
        record Step(String payment, PaymentState state, int version, int step, Optional<PaymentState> stepped) {}
        Map<String, List<Step>> histories = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(HISTORY);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Step step = new Step(
                        row.getString("payment_id"),
                        PaymentState.valueOf(row.getString("state")),
                        row.getInt("version"),
                        row.getInt("step"),
                        Optional.ofNullable(row.getString("stepped")).map(PaymentState::valueOf));
                histories
                        .computeIfAbsent(step.payment(), any -> new ArrayList<>())
                        .add(step);
            }
        }
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
