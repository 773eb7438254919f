package dev.crema.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.Ledger;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.Reports;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.Statement;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Asks the ledger and the model what was in an account: at some instant, after some entry, on some day, in some span. */
final class Past {
    private final Reports reports;
    private final Random random;
    private final String where;
    private final Map<JournalId, PostedJournal> journals = new HashMap<>();

    Past(Ledger ledger, ReferenceLedger model, Random random, String where) {
        this.reports = ledger.reports();
        this.random = random;
        this.where = where;
        model.posted().forEach(journal -> journals.put(journal.id(), journal));
    }

    void compare(Book book) {
        if (book.entries.isEmpty()) {
            return;
        }
        Entry some = some(book);
        Instant at = instant(book);
        LocalDate day = some.effectiveOn().plusDays(random.nextInt(3) - 1L);
        assertThat(reports.balanceAt(book.account.id(), at))
                .as("%s: %s at %s", where, book.account.id(), at)
                .isEqualTo(book.of(entry -> !entry.bookedAt().isAfter(at)));
        assertThat(reports.balanceAfter(book.account.id(), some.number()))
                .as("%s: %s after %d", where, book.account.id(), some.number())
                .isEqualTo(book.of(entry -> entry.number() <= some.number()));
        assertThat(reports.balanceOn(book.account.id(), day))
                .as("%s: %s on %s", where, book.account.id(), day)
                .isEqualTo(book.of(entry -> !entry.effectiveOn().isAfter(day)));
        Instant other = instant(book);
        Span span = at.isBefore(other) ? new Span(at, other) : new Span(other, at);
        assertThat(pages(book, span, 1 + random.nextInt(40)))
                .as("%s: %s in %s", where, book.account.id(), span)
                .isEqualTo(lines(book, span));
    }

    private Entry some(Book book) {
        return book.entries.get(random.nextInt(book.entries.size()));
    }

    /** That of an entry, or next to it. */
    private Instant instant(Book book) {
        return some(book).bookedAt().plus(random.nextInt(3) - 1L, ChronoUnit.MICROS);
    }

    /** All lines of a statement, page by page, each with the same sums. */
    private List<Statement.Line> pages(Book book, Span span, int most) {
        Money opening = book.of(entry -> entry.bookedAt().isBefore(span.from()));
        Money closing = book.of(entry -> entry.bookedAt().isBefore(span.until()));
        List<Statement.Line> lines = new ArrayList<>();
        long after = 0;
        Statement page;
        do {
            page = reports.statement(book.account.id(), span, after, most);
            assertThat(page.opening()).as("%s: opening", where).isEqualTo(opening);
            assertThat(page.closing()).as("%s: closing", where).isEqualTo(closing);
            lines.addAll(page.lines());
            after = page.next().orElse(0);
        } while (page.more());
        return lines;
    }

    private List<Statement.Line> lines(Book book, Span span) {
        boolean debits = book.account.kind().normalSide().sign() > 0;
        List<Statement.Line> lines = new ArrayList<>();
        for (Entry entry : book.entries) {
            if (!entry.bookedAt().isBefore(span.from()) && entry.bookedAt().isBefore(span.until())) {
                PostedJournal journal = java.util.Objects.requireNonNull(journals.get(entry.journal()));
                lines.add(new Statement.Line(
                        entry.number(),
                        entry.bookedAt(),
                        entry.effectiveOn(),
                        journal.reference(),
                        journal.kind(),
                        journal.description(),
                        debits ? entry.amount() : entry.amount().negated(),
                        debits ? entry.balance() : entry.balance().negated()));
            }
        }
        return lines;
    }
}
