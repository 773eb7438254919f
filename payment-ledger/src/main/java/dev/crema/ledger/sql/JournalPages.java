package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.JournalPage;
import dev.crema.ledger.report.Span;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads journals by page, each page with one statement, or a few, and one more for all notes. Stateless. */
final class JournalPages {
    /** The columns of {@link StoredJournal#COLUMNS}, of a table named j. */
    static final String COLUMNS = StoredJournal.COLUMNS.replaceAll("\\b([a-z_]+)\\b", "j.$1");

    private static final String BOOKED = "select " + COLUMNS + """
             from crema_journal j
            where j.scope = :scope and j.booked_at >= :at and j.booked_at < :until
                and (j.booked_at > :at or j.journal_id > :id) and j.kind <> '#stripes'
            order by j.booked_at, j.journal_id
            limit :most
            """;

    // A journal's entries in one row follow each other; its first one stands for it.
    private static final String OF_ROW = "select e.number, e.booked_at as entered_at, " + COLUMNS + """
             from (
                select f.number, f.journal_id, f.booked_at from crema_entry f
                where f.scope = :scope and f.account = :account and f.number > :after
                    and (f.leg <= 1000 or f.leg > 10000)
                    and not exists (select 1 from crema_entry p
                        where p.scope = f.scope and p.account = f.account and p.number = f.number - 1
                            and p.journal_id = f.journal_id)
                order by f.scope, f.account, f.number
                limit :most) e
            join crema_journal j on j.journal_id = e.journal_id
            order by e.number
            """;

    private static final String NOTED = "select " + COLUMNS + """
             from (
                select journal_id, booked_at from crema_journal_note
                where scope = :scope and name = :name and content = :content and booked_at >= :at
                    and (booked_at > :at or journal_id > :id)
                order by scope, name, content, booked_at, journal_id
                limit :most) n
            join crema_journal j on j.journal_id = n.journal_id
            order by n.booked_at, n.journal_id
            """;

    private static final String NOTES = """
            select journal_id, name, content from crema_journal_note where journal_id in (<journals>)
            """;

    private static final Duration NARROWEST = Duration.ofMillis(10);
    private static final Duration NARROW = Duration.ofSeconds(1);
    private static final Duration WIDEST = Duration.ofDays(32);
    private static final int WIDENING = 8;

    private JournalPages() {}

    /** A place in the order of booking, behind a journal or before all of them. */
    private record Place(Instant at, UUID id) {
        private static final UUID ANY = new UUID(0, 0);

        /** Instants are kept to the microsecond, so nothing lies between it and the given one. */
        static Place before(Instant at) {
            return new Place(at.minus(1, ChronoUnit.MICROS), ANY);
        }

        static Place of(String text, Instant from) {
            if (text.isEmpty()) {
                return before(from);
            }
            try {
                int dot = text.indexOf('.');
                Instant at = Instant.EPOCH.plus(Long.parseLong(text.substring(0, dot)), ChronoUnit.MICROS);
                UUID id = UUID.fromString(text.substring(dot + 1));
                return at.isBefore(from)
                        ? before(from)
                        : new Place(at.isAfter(Span.ALL.until()) ? Span.ALL.until() : at, id);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException | ArithmeticException e) {
                throw notFromAPage();
            }
        }

        static Place behind(StoredJournal journal) {
            return new Place(journal.bookedAt(), journal.id().value());
        }

        String text() {
            return Chain.micros(at) + "." + id;
        }
    }

    private static InvalidRequestException notFromAPage() {
        return new InvalidRequestException("after", "is not from a page; give what its next() answered, or nothing");
    }

    static JournalPage booked(Handle handle, Scope scope, Span span, String after, int most) {
        Walk walk = new Walk(handle, scope, span, after);
        List<StoredJournal> found = walk.next(most);
        return page(handle, found, most, found.isEmpty() ? "" : walk.place.text());
    }

    /**
     * Journals in the order they were booked, over pages. The index by time knows no scope, and on PostgreSQL only in
     * which blocks to look; so time is walked in windows that grow where little was booked and shrink where much was.
     */
    static final class Walk {
        private final Handle handle;
        private final Scope scope;
        private final Span span;
        private Place place;
        private Duration window = NARROW;

        Walk(Handle handle, Scope scope, Span span, String after) {
            this.handle = handle;
            this.scope = scope;
            // Nothing is booked before the first account was opened, but by another node's clock.
            Instant first = ScopeTable.openedAt(handle, scope)
                    .map(opened -> opened.minus(1, ChronoUnit.DAYS))
                    .orElse(Span.ALL.until());
            this.span = span.within(new Span(BalanceHistory.nameable(first), Span.ALL.until()));
            this.place = Place.of(after, this.span.from());
        }

        List<StoredJournal> next(int most) {
            List<StoredJournal> found = new ArrayList<>();
            while (found.size() < most && place.at().isBefore(span.until())) {
                Instant end = end();
                List<StoredJournal> some = read(end, most - found.size());
                found.addAll(some);
                if (found.size() == most) {
                    place = Place.behind(found.get(most - 1));
                    window = window.compareTo(NARROWEST) > 0 ? window.dividedBy(2) : window;
                } else {
                    place = Place.before(end);
                    window = window.multipliedBy(WIDENING);
                }
                if (end.equals(span.until()) && found.size() < most) {
                    if (!found.isEmpty()) {
                        place = Place.behind(found.get(found.size() - 1));
                    }
                    return found;
                }
            }
            return found;
        }

        private Instant end() {
            if (window.compareTo(WIDEST) > 0) {
                return span.until();
            }
            Instant end = place.at().plus(window);
            return end.isBefore(span.until()) ? end : span.until();
        }

        private List<StoredJournal> read(Instant end, int most) {
            Query query = handle.createQuery(BOOKED)
                    .bind("scope", scope.name())
                    .bind("at", place.at())
                    .bind("id", place.id())
                    .bind("until", end)
                    .bind("most", most);
            return query.map((row, context) -> StoredJournal.read(row)).list();
        }
    }

    static JournalPage ofAccount(Handle handle, Scope scope, Account account, String after, int most) {
        EntryPlace from = after.isEmpty()
                ? EntryPlace.before(handle, scope, account, Span.ALL.from())
                : EntryPlace.behind(handle, scope, account, number(after));
        List<Numbered> found = new ArrayList<>();
        from.rows().forEach(row -> found.addAll(ofRow(handle, row, most)));
        // In the order of the entries, which in a deferring account are booked later than their journals.
        found.sort(Comparator.comparing(Numbered::enteredAt).thenComparing(Numbered::number));
        // One that has entries in several rows of the account was booked in all of them at one instant.
        Map<JournalId, Numbered> once = new LinkedHashMap<>();
        found.forEach(it -> once.putIfAbsent(it.journal().id(), it));
        once.keySet().removeIf(id -> id.equals(from.journal()));
        List<Numbered> page = once.values().stream().limit(most).toList();
        String end =
                page.isEmpty() ? "" : String.valueOf(page.get(page.size() - 1).number());
        return page(handle, page.stream().map(Numbered::journal).toList(), most, end);
    }

    private static List<Numbered> ofRow(Handle handle, EntryPlace.Last after, int most) {
        List<Numbered> found = handle.createQuery(OF_ROW)
                .bind("scope", after.row().scope().name())
                .bind("account", after.row().row())
                .bind("after", after.number())
                .bind("most", most + 1)
                .map((row, context) -> new Numbered(
                        after.row().inAccount(row.getLong("number")),
                        Instants.read(row, "entered_at"),
                        StoredJournal.read(row)))
                .list();
        long last = found.size() <= most
                ? Long.MAX_VALUE
                : AccountKey.inRow(found.get(most).number());
        TakenOut.requireNone(handle, after.row(), after.number(), last);
        return found;
    }

    private record Numbered(long number, Instant enteredAt, StoredJournal journal) {}

    private static long number(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw notFromAPage();
        }
    }

    static JournalPage noted(Handle handle, Scope scope, String name, String content, String after, int most) {
        Place place = Place.of(after, Span.ALL.from());
        List<StoredJournal> found = handle.createQuery(NOTED)
                .bind("scope", scope.name())
                .bind("name", name)
                .bind("content", content)
                .bind("at", place.at())
                .bind("id", place.id())
                .bind("most", most)
                .map((row, context) -> StoredJournal.read(row))
                .list();
        String end =
                found.isEmpty() ? "" : Place.behind(found.get(found.size() - 1)).text();
        return page(handle, found, most, end);
    }

    private static JournalPage page(Handle handle, List<StoredJournal> found, int most, String end) {
        return new JournalPage(withNotes(handle, found), found.size() == most ? end : "");
    }

    static List<PostedJournal> withNotes(Handle handle, List<StoredJournal> journals) {
        if (journals.isEmpty()) {
            return List.of();
        }
        Map<JournalId, Map<String, String>> notes = new HashMap<>();
        handle.createQuery(NOTES)
                .bindList(
                        "journals", journals.stream().map(it -> it.id().value()).toList())
                .map((row, context) -> {
                    notes.computeIfAbsent(Ids.journal(row, "journal_id"), id -> new TreeMap<>())
                            .put(row.getString("name"), row.getString("content"));
                    return row.getRow();
                })
                .list();
        return journals.stream()
                .map(it -> it.with(notes.getOrDefault(it.id(), Map.of())))
                .toList();
    }
}
