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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Books as a file of Beancount 2 or 3, which checks them: all accounts opened, transactions dated by the day they count
 * to, and the balance of each account asserted after each closing.
 *
 * <p>Names are written as Beancount allows them, no two alike: {@code wallet:ann} of a liability is {@code
 * Liabilities:Wallet:Ann}; any other character than a letter, a digit or a single dash between two of these is {@code
 * --} and two hexadecimal digits; a segment that begins with a capital letter or with none of all these has {@code X--}
 * before it. The path itself stands beside it. The unit {@code BEANS/0} is {@code BEANS-0}.
 *
 * @see <a href="https://beancount.github.io/docs/beancount_language_syntax.html">Beancount's syntax</a>
 */
final class BeancountExport implements Export {
    private final Appendable to;
    private final Set<Currency> named = new HashSet<>();
    private LocalDate first = LocalDate.EPOCH;

    BeancountExport(Appendable to) {
        this.to = to;
    }

    @Override
    public void begin(LocalDate day) throws IOException {
        first = day;
        to.append("option \"title\" \"Books\"\n\n");
    }

    @Override
    public void account(Account account) throws IOException {
        Currency currency = account.currency();
        if (named.add(currency)) {
            to.append(first + " commodity " + unit(currency) + "\n");
            to.append("  unit: " + quoted(currency.code()) + "\n");
        }
        to.append(first + " open " + name(account.kind(), account.id()) + " " + unit(currency) + "\n");
        to.append("  path: " + quoted(account.id().path()) + "\n");
    }

    @Override
    public void journal(PostedJournal journal, Ties ties, Function<AccountId, AccountKind> kinds) throws IOException {
        to.append("\n" + journal.effectiveOn() + " * " + quoted(journal.description()) + "\n");
        to.append("  reference: " + quoted(journal.reference().value()) + "\n");
        to.append("  kind: " + quoted(journal.kind()) + "\n");
        to.append("  booked: " + quoted(journal.bookedAt().toString()) + "\n");
        tie("reverses", ties.reverses());
        tie("adjusts", ties.adjusts());
        tie("linked-to", ties.linkedTo());
        for (Entry entry : journal.entries()) {
            AccountKind kind = kinds.apply(entry.account());
            to.append("  " + name(kind, entry.account()) + "  " + amount(entry.amount()) + "\n");
        }
    }

    private void tie(String name, String reference) throws IOException {
        if (!reference.isEmpty()) {
            to.append("  " + name + ": " + quoted(reference) + "\n");
        }
    }

    @Override
    public void carried(AccountId account, AccountKind kind, LocalDate endsOn, Money balance) throws IOException {
        // Beancount asserts what is there when a day begins.
        to.append("\n" + endsOn.plusDays(1) + " balance " + name(kind, account) + "  " + amount(balance));
    }

    @Override
    public void end() throws IOException {
        to.append("\n");
    }

    private static String amount(Money money) {
        return money.decimal() + " " + unit(money.currency());
    }

    private static String unit(Currency currency) {
        return currency.code().replace('/', '-');
    }

    static String root(AccountKind kind) {
        return switch (kind) {
            case ASSET -> "Assets";
            case LIABILITY -> "Liabilities";
            case EQUITY -> "Equity";
            case REVENUE -> "Income";
            case EXPENSE -> "Expenses";
        };
    }

    static String name(AccountKind kind, AccountId account) {
        StringBuilder name = new StringBuilder(root(kind));
        for (String segment : account.path().split(":", -1)) {
            name.append(':');
            append(name, segment);
        }
        return name.toString();
    }

    private static void append(StringBuilder name, String segment) {
        char initial = segment.charAt(0);
        int next = 1;
        if (initial >= 'a' && initial <= 'z') {
            name.append((char) (initial - 'a' + 'A'));
        } else if (initial >= '0' && initial <= '9') {
            name.append(initial);
        } else {
            name.append("X--");
            escape(name, initial);
        }
        for (; next < segment.length(); next++) {
            char c = segment.charAt(next);
            boolean loneDash = c == '-'
                    && isPlain(segment.charAt(next - 1))
                    && next + 1 < segment.length()
                    && isPlain(segment.charAt(next + 1));
            if (isPlain(c) || loneDash) {
                name.append(c);
            } else {
                escape(name, c);
            }
        }
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void escape(StringBuilder name, char c) {
        name.append("--").append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT));
    }

    /** As a string of Beancount's, on one line. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.appendCodePoint(PlainText.isControl(c) ? ' ' : c);
            }
        });
        return quoted.append('"').toString();
    }
}
