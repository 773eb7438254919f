package dev.crema.ledger.model;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.queue.QueuedJournal;
import dev.crema.ledger.report.Closing;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger is, without how: one scope of it in plain collections, one act after the other. An act is done as a
 * whole or, if any part of it is refused, leaves everything as it was. The order in which things are refused is part of
 * it, so that a caller is always told the same.
 */
final class ReferenceLedger {
    /** What a reference was used for, whatever was said for people; and what came of it. */
    private record Known(Content content, PostedJournal posted) {}

    /** Two journals with equal content are one request. The order of lines is no part of it. */
    private record Content(
            String kind, List<Line> lines, Optional<LocalDate> effective, Map<String, String> notes, List<?> purpose) {
        Content(Journal journal, List<?> purpose) {
            this(
                    journal.kind(),
                    journal.lines().stream()
                            .sorted(Comparator.comparing(Line::account).thenComparingLong(Line::signedMinor))
                            .toList(),
                    journal.effectiveOn(),
                    journal.notes(),
                    purpose);
        }
    }

    /** A journal that waits for its turn, or was refused then. */
    private record Queued(Journal journal, QueuedJournal.State state) {}

    private final Scope scope;
    private final Map<AccountId, Book> books = new TreeMap<>();
    private final Map<Reference, Known> journals = new TreeMap<>(Comparator.comparing(Reference::value));
    private final Set<Reference> reversed = new HashSet<>();
    private final Map<Reference, Queued> queue = new LinkedHashMap<>();
    private final List<Closing> closings = new ArrayList<>();

    ReferenceLedger(Scope scope) {
        this.scope = scope;
    }

    private ReferenceLedger(ReferenceLedger copied) {
        this(copied.scope);
        copied.books.forEach((id, book) -> books.put(id, new Book(book)));
        journals.putAll(copied.journals);
        reversed.addAll(copied.reversed);
        queue.putAll(copied.queue);
        closings.addAll(copied.closings);
    }

    /** As it stands, to go back to. */
    ReferenceLedger copy() {
        return new ReferenceLedger(this);
    }

    private void become(ReferenceLedger other) {
        books.clear();
        books.putAll(other.books);
        journals.clear();
        journals.putAll(other.journals);
        reversed.clear();
        reversed.addAll(other.reversed);
        queue.clear();
        queue.putAll(other.queue);
        closings.clear();
        closings.addAll(other.closings);
    }

    /** Does the act at that time, or says why not and does nothing. */
    Answer answer(Act act, Instant now) {
        ReferenceLedger next = copy();
        Answer answer = Answer.to(() -> next.take(act, now.truncatedTo(ChronoUnit.MICROS)));
        if (answer.isDone()) {
            become(next);
        }
        return answer;
    }

    private Object take(Act act, Instant now) {
        if (act instanceof Act.Open open) {
            return open(open.opened(), now);
        } else if (act instanceof Act.Post post) {
            return post(post.journal(), List.of(), null, now);
        } else if (act instanceof Act.Linked linked) {
            if (linked.journals().stream().map(Journal::reference).distinct().count()
                    < linked.journals().size()) {
                throw new InvalidRequestException("journals", "have one reference twice");
            }
            return linked.journals().stream()
                    .map(journal -> post(journal, List.of(), null, now))
                    .toList();
        } else if (act instanceof Act.Reverse reverse) {
            return reverse(reverse.original(), reverse.reference(), now);
        } else if (act instanceof Act.Adjust adjust) {
            return adjust(adjust.original(), adjust.adjustment(), now);
        } else if (act instanceof Act.Place place) {
            return place(place.account(), place.reference(), place.amount(), place.expires());
        } else if (act instanceof Act.Capture capture) {
            return capture(capture, now);
        } else if (act instanceof Act.Release release) {
            return release(release.account(), release.hold());
        } else if (act instanceof Act.Become become) {
            return become(book(become.account()), become.next());
        } else if (act instanceof Act.Constrain constrain) {
            return constrain(book(constrain.account()), constrain.constraint());
        }
        return takeLater(act, now);
    }

    private Object takeLater(Act act, Instant now) {
        if (act instanceof Act.Later later) {
            return enqueue(later.journal());
        } else if (act instanceof Act.BookQueued) {
            return bookQueued(now);
        } else if (act instanceof Act.Decide decide) {
            return decide(decide.reference(), decide.again());
        } else if (act instanceof Act.CloseBooks close) {
            return closeBooks(close.through(), now);
        }
        return expire(now);
    }

    /** What can never be booked is refused at once. */
    private Journal enqueue(Journal journal) {
        Content content = new Content(journal, List.of());
        Known known = journals.get(journal.reference());
        Queued queued = queue.get(journal.reference());
        if (known != null) {
            requireSame(journal, content, known.content());
            return journal;
        }
        journal.lines().forEach(line -> book(line.account()).requireEverTakes(line));
        if (queued == null) {
            queue.put(journal.reference(), new Queued(journal, QueuedJournal.State.WAITING));
            return journal;
        }
        requireSame(journal, content, new Content(queued.journal(), List.of()));
        if (queued.state() == QueuedJournal.State.DISCARDED) {
            throw new InvalidStateException("discarded");
        }
        return journal;
    }

    private static void requireSame(Journal journal, Content content, Content first) {
        if (!first.equals(content)) {
            throw new IdempotencyConflictException(journal.reference() + " was used for something else");
        }
    }

    /** Each in its turn; one that is refused is in nobody's way. */
    private Object bookQueued(Instant now) {
        int posted = 0;
        for (Map.Entry<Reference, Queued> next : List.copyOf(queue.entrySet())) {
            if (next.getValue().state() == QueuedJournal.State.WAITING) {
                Journal journal = next.getValue().journal();
                if (answer(new Act.Post(journal), now).isDone()) {
                    queue.remove(next.getKey());
                    posted++;
                } else {
                    queue.put(next.getKey(), new Queued(journal, QueuedJournal.State.REFUSED));
                }
            }
        }
        return posted;
    }

    private QueuedJournal.State decide(Reference reference, boolean again) {
        Queued queued = queue.get(reference);
        if (queued == null) {
            throw new NotFoundException(reference + " is not enqueued");
        }
        if (again && queued.state() == QueuedJournal.State.DISCARDED) {
            throw new InvalidStateException("discarded");
        }
        QueuedJournal.State next = again ? QueuedJournal.State.WAITING : QueuedJournal.State.DISCARDED;
        queue.put(reference, new Queued(queued.journal(), next));
        return next;
    }

    private Closing closeBooks(LocalDate through, Instant now) {
        if (!through.isBefore(LocalDate.ofInstant(now, ZoneOffset.UTC))) {
            throw new InvalidRequestException("through", "is not over");
        }
        for (Closing closing : closings) {
            if (closing.endsOn().equals(through)) {
                return closing;
            }
        }
        LocalDate closed = closedThrough();
        if (closed != null && !through.isAfter(closed)) {
            throw new InvalidStateException("closed through " + closed);
        }
        closings.add(new Closing(through, now));
        books.values().forEach(book -> book.close(through));
        return closings.get(closings.size() - 1);
    }

    private @Nullable LocalDate closedThrough() {
        return closings.isEmpty() ? null : closings.get(closings.size() - 1).endsOn();
    }

    private Object open(List<Account> opened, Instant now) {
        for (Account account : opened) {
            Book open = books.computeIfAbsent(account.id(), id -> new Book(account, now, closedThrough()));
            if (!open.account.equals(account) && !open.was.contains(account)) {
                throw new IdempotencyConflictException(account.id() + " is open as something else");
            }
        }
        return opened;
    }

    /** Posts; the purpose is what the journal is for beside itself: a hold it draws on, a journal it corrects. */
    private PostedJournal post(Journal journal, List<?> purpose, Act.@Nullable Capture draws, Instant now) {
        Content content = new Content(journal, purpose);
        Known known = journals.get(journal.reference());
        if (known != null) {
            if (!known.content().equals(content)) {
                throw new IdempotencyConflictException(journal.reference() + " was used for something else");
            }
            return known.posted();
        }
        Instant at = now;
        for (AccountId id : journal.accounts()) {
            Instant earliest = book(id).earliest();
            at = at.isBefore(earliest) ? earliest : at;
        }
        LocalDate effectiveOn = journal.effectiveOn().orElse(LocalDate.ofInstant(at, ZoneOffset.UTC));
        JournalId journalId = JournalId.of(scope, journal.reference());
        journal.lines().forEach(line -> book(line.account()).requireOpenFor(line, effectiveOn));
        Money taken = draws == null ? null : taken(draws, journal, now);
        List<Entry> entries = new ArrayList<>();
        for (Line line : journal.lines()) {
            entries.add(book(line.account()).book(line, journalId, entries.size() + 1, at, effectiveOn));
        }
        if (draws != null && taken != null) {
            draw(draws, taken);
        }
        journal.accounts().forEach(id -> book(id).requireWithinLimits());
        PostedJournal posted = new PostedJournal(
                journalId,
                journal.reference(),
                journal.kind(),
                journal.description(),
                journal.notes(),
                effectiveOn,
                at,
                entries);
        journals.put(journal.reference(), new Known(content, posted));
        return posted;
    }

    private PostedJournal reverse(Reference original, Reference reference, Instant now) {
        Journal.Draft opposite = Journal.of(reference).kind("reversal").describedAs("Reverses " + original);
        for (Entry entry : known(original).posted().entries()) {
            if (entry.amount().isPositive()) {
                opposite.credit(entry.account(), entry.amount());
            } else {
                opposite.debit(entry.account(), entry.amount().negated());
            }
        }
        return correct(original, opposite.balanced(), true, now);
    }

    private PostedJournal adjust(Reference original, Journal adjustment, Instant now) {
        known(original);
        return correct(original, adjustment, false, now);
    }

    /** A repeat is answered as the first time; but once a journal is reversed, nothing new can correct it. */
    private PostedJournal correct(Reference original, Journal correction, boolean reversal, Instant now) {
        boolean repeated = journals.containsKey(correction.reference());
        PostedJournal posted = post(correction, List.of(reversal ? "reverses" : "adjusts", original), null, now);
        if (!repeated && reversed.contains(original)) {
            throw new InvalidStateException(original + " is reversed already");
        }
        if (reversal) {
            reversed.add(original);
        }
        return posted;
    }

    private Hold place(AccountId account, Reference reference, Money amount, @Nullable Instant expires) {
        amount.requirePositive("amount");
        Book book = book(account);
        book.requireCurrency(amount);
        Hold placed = book.holds.get(reference);
        if (placed != null) {
            if (!placed.amount().equals(amount)) {
                throw new IdempotencyConflictException(reference + " holds " + placed.amount());
            }
            return placed;
        }
        book.requireDrawable();
        Instant end = expires == null ? null : expires.truncatedTo(ChronoUnit.MICROS);
        Money nothing = Money.zero(amount.currency());
        Hold hold = new Hold(account, reference, amount, Hold.State.OPEN, nothing, end);
        book.holds.put(reference, hold);
        Book.countable(book.held());
        book.requireWithinLimits();
        return hold;
    }

    private PostedJournal capture(Act.Capture capture, Instant now) {
        if (!capture.journal().accounts().contains(capture.account())) {
            throw new InvalidRequestException("lines", "take nothing from the account of the hold");
        }
        List<?> purpose = List.of("draws", capture.account(), capture.hold(), capture.last());
        return post(capture.journal(), purpose, capture, now);
    }

    /** What the journal would take of the hold: more than nothing, and no more than is left. */
    private Money taken(Act.Capture capture, Journal journal, Instant now) {
        Hold hold = hold(capture.account(), capture.hold());
        if (hold.state() != Hold.State.OPEN) {
            throw new InvalidStateException(hold.state().name());
        }
        if (hold.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            throw new InvalidStateException("its time is over");
        }
        Money taken = book(capture.account()).takenBy(journal);
        if (!taken.isPositive()) {
            throw new InvalidRequestException("lines", "take nothing from the account of the hold");
        }
        if (taken.isGreaterThan(hold.left())) {
            throw new AmountExceededException(taken + " of " + hold.left());
        }
        return taken;
    }

    private void draw(Act.Capture capture, Money taken) {
        Hold hold = hold(capture.account(), capture.hold());
        Money captured = hold.captured().plus(taken);
        boolean ends = capture.last() || captured.equals(hold.amount());
        book(capture.account())
                .holds
                .put(hold.reference(), hold.become(ends ? Hold.State.CAPTURED : Hold.State.OPEN, captured));
    }

    private Hold release(AccountId account, Reference reference) {
        Hold hold = hold(account, reference);
        if (hold.state() == Hold.State.CAPTURED || hold.state() == Hold.State.EXPIRED) {
            throw new InvalidStateException(hold.state().name());
        }
        Hold released = hold.become(Hold.State.RELEASED, hold.captured());
        book(account).holds.put(reference, released);
        return released;
    }

    /** A closed account was empty, and stays closed. */
    private static AccountState become(Book book, AccountState next) {
        boolean empty = book.sum().signum() == 0 && book.held().signum() == 0;
        boolean may = next == AccountState.CLOSED ? empty : book.state != AccountState.CLOSED;
        if (!may) {
            throw new InvalidStateException(book.state + " cannot become " + next);
        }
        book.state = next;
        return next;
    }

    /** No limit is set that is broken already. */
    private static Account constrain(Book book, Constraint constraint) {
        if (book.state == AccountState.CLOSED) {
            throw new InvalidStateException("closed");
        }
        book.was.add(book.account);
        book.account = book.account.under(constraint);
        try {
            book.requireWithinLimits();
        } catch (InsufficientFundsException | AmountExceededException e) {
            throw new InvalidStateException("broken from the start: " + e.getMessage());
        }
        return book.account;
    }

    private Object expire(Instant now) {
        for (Book book : books.values()) {
            book.holds.replaceAll((reference, hold) -> {
                boolean over =
                        hold.expiresAt().filter(end -> !now.isBefore(end)).isPresent();
                return over && hold.state() == Hold.State.OPEN
                        ? hold.become(Hold.State.EXPIRED, hold.captured())
                        : hold;
            });
        }
        return "expired";
    }

    private Book book(AccountId id) {
        Book book = books.get(id);
        if (book == null) {
            throw new NotFoundException(id + " is not open");
        }
        return book;
    }

    private Known known(Reference reference) {
        Known known = journals.get(reference);
        if (known == null) {
            throw new NotFoundException("no journal " + reference);
        }
        return known;
    }

    private Hold hold(AccountId account, Reference reference) {
        Book book = books.get(account);
        Hold hold = book == null ? null : book.holds.get(reference);
        if (hold == null) {
            throw new NotFoundException("no hold " + reference + " in " + account);
        }
        return hold;
    }

    /** The accounts that are open, by their names. */
    Map<AccountId, Book> books() {
        return books;
    }

    /** What is enqueued and in this state, in its order. */
    List<Reference> queued(QueuedJournal.State state) {
        return queue.entrySet().stream()
                .filter(each -> each.getValue().state() == state)
                .map(Map.Entry::getKey)
                .toList();
    }

    List<Closing> closings() {
        return closings;
    }

    /** The journals that were posted, by their references. */
    List<PostedJournal> posted() {
        return journals.values().stream().map(Known::posted).toList();
    }
}
