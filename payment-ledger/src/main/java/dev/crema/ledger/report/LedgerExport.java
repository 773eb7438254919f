package dev.crema.ledger.report;

import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Books as a journal file that both Ledger 3 and hledger read: accounts and commodities declared, transactions dated by
 * the day they were booked in UTC, with the day they count to as their second date where it is another one. Accounts are
 * written as they are, below {@code Assets}, {@code Liabilities}, {@code Equity}, {@code Income} and {@code Expenses}.
 *
 * <p>A description cannot contain a semicolon there, which begins a comment: it is written full-width.
 *
 * @see <a href="https://ledger-cli.org/doc/ledger3.html">Ledger's manual</a>
 * @see <a href="https://hledger.org/hledger.html">hledger's manual</a>
 */
final class LedgerExport implements Export {
    private static final int FULL_WIDTH_SEMICOLON = 0xFF1B;

    private final Appendable to;
    private final Set<Currency> named = new HashSet<>();

    LedgerExport(Appendable to) {
        this.to = to;
    }

    @Override
    public void begin(LocalDate first) throws IOException {
        to.append("; Debits are positive. The second date of a transaction is the day it counts to.\n\n");
        to.append("tag kind\ntag booked\ntag reverses\ntag adjusts\ntag linked-to\n");
    }

    @Override
    public void account(Account account) throws IOException {
        if (named.add(account.currency())) {
            to.append("commodity " + unit(account.currency()) + "\n");
        }
        to.append("account " + name(account.kind(), account.id()) + "\n");
    }

    @Override
    public void journal(PostedJournal journal, Ties ties, Function<AccountId, AccountKind> kinds) throws IOException {
        LocalDate bookedOn = LocalDate.ofInstant(journal.bookedAt(), ZoneOffset.UTC);
        boolean displaced = !bookedOn.equals(journal.effectiveOn());
        to.append("\n" + bookedOn + (displaced ? "=" + journal.effectiveOn() : ""));
        to.append(" * (" + journal.reference() + ") " + payee(journal) + "\n");
        to.append("    ; kind: " + journal.kind() + "\n");
        to.append("    ; booked: " + journal.bookedAt() + "\n");
        tie("reverses", ties.reverses());
        tie("adjusts", ties.adjusts());
        tie("linked-to", ties.linkedTo());
        for (Entry entry : journal.entries()) {
            String name = name(kinds.apply(entry.account()), entry.account());
            to.append("    " + name + "  " + amount(entry.amount()) + "\n");
        }
    }

    private void tie(String name, String reference) throws IOException {
        if (!reference.isEmpty()) {
            to.append("    ; " + name + ": " + reference + "\n");
        }
    }

    @Override
    public void carried(AccountId account, AccountKind kind, LocalDate endsOn, Money balance) {
        // Both programs assert balances in the order of the file or of first dates, not of the days that count.
    }

    @Override
    public void end() {
        // The last transaction is the end.
    }

    private static String name(AccountKind kind, AccountId account) {
        return BeancountExport.root(kind) + ":" + account.path();
    }

    private static String amount(Money money) {
        return money.decimal() + " " + unit(money.currency());
    }

    /** Anything but letters must be quoted. */
    private static String unit(Currency currency) {
        String code = currency.code();
        return code.chars().allMatch(c -> c >= 'A' && c <= 'Z') ? code : '"' + code + '"';
    }

    private static String payee(PostedJournal journal) {
        String text = journal.description().isBlank() ? journal.kind() : journal.description();
        StringBuilder payee = new StringBuilder();
        text.codePoints()
                .map(c -> c == ';' ? FULL_WIDTH_SEMICOLON : PlainText.isControl(c) ? ' ' : c)
                .forEach(payee::appendCodePoint);
        return payee.toString();
    }
}
