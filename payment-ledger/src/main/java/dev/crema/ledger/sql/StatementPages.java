package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.Statement;
import dev.crema.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads statements, each page as a range of the primary key; so the last page costs what the first did. Stateless. */
final class StatementPages {
    // Entries with higher legs only moved money between the rows of the account.
    static final String LINES = """
            select e.scope, e.account, e.number, e.journal_id, e.leg, e.amount_minor, e.balance_minor, e.booked_at,
                e.effective_on, a.currency, j.reference, j.kind, j.description
            from (
                select scope, account, number, journal_id, leg, amount_minor, balance_minor, booked_at, effective_on
                from crema_entry
                where scope = :scope and account = :account and number > :after and number <= :last
                    and (leg <= 1000 or leg > 10000)
                    <bookedWithin>
                order by scope, account, number
                limit :most) e
            join crema_account a on a.scope = e.scope and a.account = e.account
            join crema_journal j on j.journal_id = e.journal_id
            order by e.number
            """;

    private StatementPages() {}

    static Statement page(Handle handle, Scope scope, Account account, Span span, long after, int most) {
        Span clipped = span.within(Span.ALL);
        EntryPlace opening = EntryPlace.before(handle, scope, account, clipped.from());
        EntryPlace closing = EntryPlace.before(handle, scope, account, clipped.until());
        EntryPlace from = after == 0 ? opening : opening.orLater(EntryPlace.behind(handle, scope, account, after));
        List<Statement.Line> found = new ArrayList<>();
        int sign = account.kind().normalSide().sign();
        for (int row = 0; row < from.rows().size(); row++) {
            EntryPlace.Last first = from.rows().get(row);
            found.addAll(lines(handle, first, closing.rows().get(row).number(), clipped, most + 1, sign));
        }
        found.sort(Comparator.comparing(Statement.Line::bookedAt).thenComparing(Statement.Line::number));
        List<Statement.Line> lines = found.subList(0, Math.min(found.size(), most));
        return new Statement(
                account,
                span,
                money(account, opening.balanceMinor()),
                money(account, closing.balanceMinor()),
                account.keeping().isStriped() ? running(lines, money(account, from.balanceMinor())) : lines,
                found.size() > most);
    }

    private static List<Statement.Line> lines(
            Handle handle, EntryPlace.Last after, long last, Span span, int most, int sign) {
        if (last <= after.number()) {
            return List.of();
        }
        List<Statement.Line> lines = handle.createQuery(LINES)
                .bind("scope", after.row().scope().name())
                .bind("account", after.row().row())
                .bind("after", after.number())
                .bind("last", last)
                .bind("from", span.from())
                .bind("until", span.until())
                .bind("most", most)
                .map((row, context) -> line(row, sign))
                .list();
        long end = lines.size() < most
                ? last
                : AccountKey.inRow(lines.get(most - 1).number());
        // What else is left out between them only moved money between the rows of the account.
        if (end - after.number() != lines.size()) {
            TakenOut.requireNone(handle, after.row(), after.number(), end);
        }
        return lines;
    }

    private static Statement.Line line(ResultSet row, int sign) throws SQLException {
        Entry entry = JournalTable.entry(row);
        String description = row.getString("description");
        return new Statement.Line(
                entry.number(),
                entry.bookedAt(),
                entry.effectiveOn(),
                new Reference(row.getString("reference")),
                row.getString("kind"),
                description == null ? "" : description,
                sign > 0 ? entry.amount() : entry.amount().negated(),
                sign > 0 ? entry.balance() : entry.balance().negated());
    }

    /** The lines with the balances of the whole account instead of its rows'. */
    private static List<Statement.Line> running(List<Statement.Line> lines, Money before) {
        List<Statement.Line> whole = new ArrayList<>();
        Money balance = before;
        for (Statement.Line line : lines) {
            balance = balance.plus(line.amount());
            whole.add(line.with(balance));
        }
        return whole;
    }

    /** An amount of debits, on the account's normal side. */
    static Money money(Account account, long minor) {
        Money debits = Money.ofMinor(account.currency(), minor);
        return account.kind().normalSide().sign() > 0 ? debits : debits.negated();
    }
}
