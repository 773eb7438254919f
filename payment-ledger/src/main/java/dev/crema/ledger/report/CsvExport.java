package dev.crema.ledger.report;

import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Entries as comma-separated values after RFC 4180: a header, one line per entry ending in CR LF, amounts as plain
 * decimals, instants in UTC.
 *
 * <p>A text that a spreadsheet would run as a formula (one that begins with {@code = + - @}, blanks left aside, or with a
 * tab or line break) gets an apostrophe before it, and so does one that begins with an apostrophe: taking away one gives
 * the text back.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP on formulas in CSV</a>
 */
final class CsvExport implements Export {
    private static final List<String> HEADER = List.of(
            "booked_at",
            "effective_on",
            "reference",
            "kind",
            "description",
            "leg",
            "account",
            "account_kind",
            "number",
            "debit",
            "credit",
            "balance",
            "currency",
            "reverses",
            "adjusts",
            "linked_to");

    // Full-width forms too, which some spreadsheets take for the plain ones.
    private static final Pattern FORMULA = Pattern.compile("(?s)[\\t\\r\\n'].*|\\s*[=+@\\-＝＋＠－].*");
    private static final Pattern QUOTED = Pattern.compile("(?s).*[\",\\r\\n].*");

    private final Appendable to;

    CsvExport(Appendable to) {
        this.to = to;
    }

    @Override
    public void begin(LocalDate first) throws IOException {
        line(HEADER);
    }

    @Override
    public void account(Account account) {
        // Each line names its account; one without an entry has nothing to show.
    }

    @Override
    public void journal(PostedJournal journal, Ties ties, Function<AccountId, AccountKind> kinds) throws IOException {
        for (Entry entry : journal.entries()) {
            boolean debit = entry.amount().isPositive();
            boolean numbered =
                    entry.number() > 0; // in a deferring account it is the entry that has both, not the journal
            List<String> cells = new ArrayList<>(HEADER.size());
            cells.add(entry.bookedAt().toString());
            cells.add(entry.effectiveOn().toString());
            cells.add(text(journal.reference().value()));
            cells.add(text(journal.kind()));
            cells.add(text(journal.description()));
            cells.add(String.valueOf(entry.leg()));
            cells.add(text(entry.account().path()));
            cells.add(kinds.apply(entry.account()).name());
            cells.add(numbered ? String.valueOf(entry.number()) : "");
            cells.add(debit ? entry.amount().decimal() : "");
            cells.add(debit ? "" : entry.amount().negated().decimal());
            cells.add(numbered ? entry.balance().decimal() : "");
            cells.add(entry.amount().currency().code());
            cells.add(text(ties.reverses()));
            cells.add(text(ties.adjusts()));
            cells.add(text(ties.linkedTo()));
            line(cells);
        }
    }

    @Override
    public void carried(AccountId account, AccountKind kind, LocalDate endsOn, Money balance) {
        // The running balance on each line says as much.
    }

    @Override
    public void end() {
        // A table has no foot.
    }

    private static String text(String cell) {
        return FORMULA.matcher(cell).matches() ? "'" + cell : cell;
    }

    private void line(List<String> cells) throws IOException {
        String comma = "";
        for (String cell : cells) {
            boolean quoted = QUOTED.matcher(cell).matches();
            to.append(comma).append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            comma = ",";
        }
        to.append("\r\n");
    }
}
