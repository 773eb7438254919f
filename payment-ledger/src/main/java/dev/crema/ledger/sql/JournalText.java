package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.time.LocalDate;

/**
 * A journal as text, for as long as it waits to be posted: one thing a line, each begun by a word that says what it is.
 */
final class JournalText {
    private JournalText() {}

    static String of(Journal journal) {
        StringBuilder text = new StringBuilder(64 + 48 * journal.lines().size());
        text.append("kind ").append(journal.kind()).append('\n');
        text.append("description ").append(escaped(journal.description())).append('\n');
        journal.effectiveOn()
                .ifPresent(day -> text.append("effective ").append(day).append('\n'));
        journal.notes()
                .forEach((name, content) -> text.append("note ")
                        .append(name)
                        .append(' ')
                        .append(escaped(content))
                        .append('\n'));
        for (Line line : journal.lines()) {
            text.append(line.side() == Side.DEBIT ? "debit " : "credit ")
                    .append(line.account())
                    .append(' ')
                    .append(line.amount().minor())
                    .append(' ')
                    .append(line.amount().currency().code())
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Reads it again.
     *
     * @throws IllegalArgumentException or another of the JDK's or of ours if it is not such a text
     */
    static Journal read(Reference reference, String text) {
        Journal.Draft draft = Journal.of(reference);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                int blank = line.indexOf(' ');
                add(draft, line.substring(0, Math.max(blank, 0)), line.substring(blank + 1));
            }
        }
        return draft.balanced();
    }

    private static void add(Journal.Draft draft, String word, String rest) {
        switch (word) {
            case "kind" -> draft.kind(rest);
            case "description" -> draft.describedAs(plain(rest));
            case "effective" -> draft.effectiveOn(LocalDate.parse(rest));
            case "note" -> {
                int blank = rest.indexOf(' ');
                draft.note(rest.substring(0, blank), plain(rest.substring(blank + 1)));
            }
            case "debit", "credit" -> {
                String[] part = rest.split(" ", -1);
                AccountId account = new AccountId(part[0]);
                Money amount = Money.ofMinor(Currency.of(part[2]), Long.parseLong(part[1]));
                if (word.equals("debit")) {
                    draft.debit(account, amount);
                } else {
                    draft.credit(account, amount);
                }
            }
            default -> throw new IllegalArgumentException("a line begins with \"" + word + '"');
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String plain(String escaped) {
        StringBuilder text = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\') {
                i++;
                text.append(escaped.charAt(i) == 'n' ? '\n' : escaped.charAt(i));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
