package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.sql.Command.Fold;
import dev.crema.ledger.sql.Command.Place;
import dev.crema.ledger.sql.Command.Post;
import dev.crema.ledger.sql.Command.Release;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges commands one after the other, each against what the locked rows say and what the commands before it have made
 * of them; in memory, before anything is written. What is refused leaves no trace. Used by one thread, for one batch.
 */
final class Admission {
    private final Found found;
    private final Instant now;
    private final Chain chain;
    private final Writing writing = new Writing();

    // As the commands admitted so far have left them; nothing here means as found.
    private final Map<AccountKey, AccountRow> accounts = new HashMap<>();
    private final Map<HoldKey, Hold> holds = new HashMap<>();
    private final Set<AccountKey> folded = new HashSet<>();
    private final Map<JournalId, Writing.JournalRow> journals = new HashMap<>();
    private final Set<SettledTransfer.Key> taken = new HashSet<>();

    Admission(Found found, Instant now) {
        this(found, now, new Chain());
    }

    Admission(Found found, Instant now, Chain chain) {
        this.chain = chain;
        this.found = found;
        this.now = Instants.storable(now);
    }

    /** What is to be written for all that was admitted. */
    Writing writing() {
        accounts.forEach((key, after) -> {
            AccountRow before = found.accounts().get(key);
            if (before != null && !before.equals(after)) {
                writing.accounts.put(key, new AccountRow.Change(before, after));
            }
        });
        return writing;
    }

    /** Judges commands that are done together or not at all. */
    Outcome admit(Request request) {
        @Nullable SettledTransfer transfer = request.transfer();
        if (transfer != null && (taken.contains(transfer.key()) || found.taken().containsKey(transfer.key()))) {
            // Ids are drawn for each request: the same one is from a commit of this request whose answer was lost.
            boolean itself = transfer.payment().id().equals(found.taken().get(transfer.key()));
            return itself ? Outcome.done(List.of(transfer)) : Outcome.APART;
        }
        Step step = new Step(request.routing(), transfer == null ? now : transfer.at());
        try {
            request.routing().folded().forEach(step::fold);
            List<Object> results = new ArrayList<>(request.commands().size());
            for (Command command : request.commands()) {
                results.add(step.take(command));
            }
            step.keep();
            if (transfer != null) {
                taken.add(transfer.key());
                writing.transfers.add(transfer);
            }
            return Outcome.done(results);
        } catch (PaymentException refusal) {
            return Outcome.refused(refusal);
        } catch (Reroute elsewhere) {
            return Outcome.failed(elsewhere);
        }
    }

    /** One request's changes, kept apart until all of them are admitted. */
    private final class Step {
        private final Routing routing;
        private final Instant moment;
        private final Map<AccountKey, AccountRow> stepAccounts = new LinkedHashMap<>();
        private final Map<HoldKey, Hold> stepHolds = new LinkedHashMap<>();
        private final Map<JournalId, Writing.JournalRow> stepJournals = new LinkedHashMap<>();
        private final List<Writing.JournalRow> levellings = new ArrayList<>();
        private final List<Writing.EntryRow> entries = new ArrayList<>();
        private final Map<HoldKey, Writing.HoldRow> placed = new LinkedHashMap<>();
        private final Map<HoldKey, Writing.HoldRow> changed = new LinkedHashMap<>();
        private final List<Writing.DeferredRow> deferred = new ArrayList<>();
        private final Map<AccountKey, AccountRow> foldedRows = new HashMap<>();
        private final Map<AccountKey, List<Writing.DeferredRow>> stepFolded = new LinkedHashMap<>();
        private final List<Writing.CaptureRow> captures = new ArrayList<>();
        private final List<Writing.CorrectionRow> corrections = new ArrayList<>();

        /**
         * @param moment when journals are posted: a payment's own is as old as that
         */
        Step(Routing routing, Instant moment) {
            this.routing = routing;
            this.moment = moment;
        }

        void keep() {
            accounts.putAll(stepAccounts);
            holds.putAll(stepHolds);
            journals.putAll(stepJournals);
            writing.journals.addAll(stepJournals.values());
            writing.journals.addAll(levellings);
            writing.entries.addAll(entries);
            writing.deferred.addAll(deferred);
            stepFolded.forEach((key, rows) -> {
                folded.add(key);
                writing.folded.addAll(rows);
            });
            writing.placed.putAll(placed);
            changed.forEach((key, row) -> {
                // One that was placed in this batch is written once, as it ends up.
                (writing.placed.containsKey(key) ? writing.placed : writing.changed).put(key, row);
            });
            writing.captures.addAll(captures);
            writing.corrections.addAll(corrections);
        }

        Object take(Command command) {
            if (command instanceof Post post) {
                return post(post);
            }
            if (command instanceof Place place) {
                return place(place);
            }
            return command instanceof Fold fold ? fold(fold.account()) : release((Release) command);
        }

        private Object post(Post post) {
            Optional<Object> repeated = repeated(post);
            if (repeated.isPresent()) {
                return repeated.get();
            }
            requireOpen(post);
            requireOpenFor(post);
            @Nullable HoldKey drawn = post.draws();
            // Before what there is in the accounts is judged, so that this is refused for the same reason however these
            // are kept.
            @Nullable Money taken = drawn == null ? null : taken(post, hold(drawn), row(drawn.account()));
            for (AccountKey account : post.accounts()) {
                if (!routing.defers(account)) {
                    cover(account, drawnFrom(account, post), post.id().toString());
                }
            }
            Instant at = bookedAt(rows(post));
            LocalDate effectiveOn = effectiveOn(post, at);
            List<Entry> posted = book(post, at, effectiveOn);
            if (drawn != null && taken != null) {
                capture(post, drawn, taken, at);
            }
            for (AccountKey key : rows(post)) {
                row(key).requireAllowedAfter(before(key));
            }
            if (post.corrects() != null) {
                List<Writing.CorrectionRow> sofar = new ArrayList<>(writing.corrections);
                sofar.addAll(corrections);
                corrections.add(found.correction(post.corrects(), post.id(), sofar));
            }
            Journal journal = post.journal();
            PostedJournal result = new PostedJournal(
                    post.id(),
                    journal.reference(),
                    journal.kind(),
                    journal.description(),
                    journal.notes(),
                    effectiveOn,
                    at,
                    posted);
            stepJournals.put(post.id(), Writing.JournalRow.of(post, result));
            return result;
        }

        /** What this journal became when it was posted before: answered, not judged anew by the balances of today. */
        private Optional<Object> repeated(Post post) {
            StoredJournal stored = found.journals().get(post.id());
            if (stored != null) {
                stored.requireIs(post.scope(), post.journal().reference());
                requireSame(stored.content(), post);
                return Optional.of(stored.with(found.notes(stored)));
            }
            Writing.JournalRow fresh = stepJournals.getOrDefault(post.id(), journals.get(post.id()));
            if (fresh != null) {
                requireSame(fresh.content(), post);
                return Optional.of(fresh.posted());
            }
            return Optional.empty();
        }

        private void requireSame(Hash first, Post post) {
            if (!first.equals(post.content())) {
                throw new IdempotencyConflictException(
                        "reference: "
                                + post.journal().reference()
                                + " was posted before with other lines or notes, another kind or day, or for another purpose; use a new reference");
            }
        }

        private void requireOpen(Post post) {
            TreeSet<String> missing = new TreeSet<>();
            for (AccountKey key : rows(post)) {
                if (!found.accounts().containsKey(key)) {
                    if (key.stripe() > 0) {
                        throw Reroute.unfit(key);
                    }
                    missing.add(key.id().path());
                }
            }
            if (!missing.isEmpty()) {
                throw new NotFoundException("account: " + missing + " not open; open them first");
            }
        }

        /** Before any amount is judged, so that a refusal has the same reason however an account is kept. */
        private void requireOpenFor(Post post) {
            LocalDate effectiveOn = effectiveOn(post, bookedAt(rows(post)));
            for (Line line : post.journal().lines()) {
                AccountKey key = new AccountKey(post.scope(), line.account());
                AccountRow account = routing.defers(key) ? takingDeferred(key) : row(routing.row(key));
                account.requireOpenFor(line, effectiveOn);
            }
        }

        private AccountRow takingDeferred(AccountKey key) {
            AccountRow account = found.unlocked().get(key);
            if (account == null || !account.takesDeferred()) {
                throw Reroute.unfit(key);
            }
            return account;
        }

        private static LocalDate effectiveOn(Post post, Instant at) {
            return post.journal().effectiveOn().orElseGet(() -> LocalDate.ofInstant(at, ZoneOffset.UTC));
        }

        /** Time never stands still within an account, whatever the clock does; so an instant finds one entry. */
        private Instant bookedAt(Iterable<AccountKey> rows) {
            Instant at = moment;
            for (AccountKey key : rows) {
                Instant last = row(key).lastBookedAt();
                if (!at.isAfter(last)) {
                    at = last.plusNanos(1000);
                }
            }
            return at;
        }

        private List<Entry> book(Post post, Instant at, LocalDate effectiveOn) {
            List<Line> lines = post.journal().lines();
            List<Entry> posted = new ArrayList<>(lines.size());
            for (Line line : lines) {
                AccountKey key = new AccountKey(post.scope(), line.account());
                if (routing.defers(key)) {
                    posted.add(defer(post, key, line, posted.size() + 1, at, effectiveOn));
                    continue;
                }
                posted.add(enter(
                        row(routing.row(key)),
                        post.id(),
                        posted.size() + 1,
                        line.signedMinor(),
                        at,
                        effectiveOn,
                        post.digest()));
            }
            return posted;
        }

        private Entry enter(
                AccountRow account,
                JournalId journal,
                int leg,
                long signed,
                Instant at,
                LocalDate effectiveOn,
                Hash digest) {
            Entry entry = new Entry(
                    account.id(),
                    account.key().inAccount(account.entryCount() + 1),
                    journal,
                    leg,
                    account.amount(signed),
                    account.amount(account.balanceAfter(signed)),
                    at,
                    effectiveOn);
            Hash hash = chain.next(account, entry, digest);
            stepAccounts.put(account.key(), account.booked(entry, hash));
            entries.add(new Writing.EntryRow(account.scope(), entry, hash));
            return entry;
        }

        /** Books a line later: its number is given when the account is folded. */
        private Entry defer(Post post, AccountKey key, Line line, int leg, Instant at, LocalDate effectiveOn) {
            AccountRow account = takingDeferred(key);
            long signed = line.signedMinor();
            deferred.add(new Writing.DeferredRow(key, post.id(), leg, signed, at, effectiveOn, post.digest()));
            Money none = Money.zero(account.account().currency());
            return new Entry(key.id(), 0, post.id(), leg, account.amount(signed), none, at, effectiveOn);
        }

        /** Turns what waits into entries; their day is the first open one if theirs was closed meanwhile. */
        private Integer fold(AccountKey key) {
            if (!found.accounts().containsKey(key) || folded.contains(key)) {
                return 0;
            }
            List<Writing.DeferredRow> waiting = found.deferred().getOrDefault(key, List.of());
            for (Writing.DeferredRow one : waiting) {
                Instant at = bookedAt(List.of(key));
                LocalDate on = row(key).firstOpenDay(one.effectiveOn());
                enter(
                        row(key),
                        one.journal(),
                        DeferredTable.FOLDED_LEGS + one.leg(),
                        one.minor(),
                        at,
                        on,
                        one.digest());
            }
            stepFolded.put(key, waiting);
            foldedRows.put(key, row(key));
            return waiting.size();
        }

        private List<AccountKey> rows(Post post) {
            List<AccountKey> rows = new ArrayList<>(post.accounts().size());
            for (AccountKey account : post.accounts()) {
                if (!routing.defers(account)) {
                    rows.add(routing.row(account));
                }
            }
            return rows;
        }

        /** What the journal takes from the account on its normal side, but for what was set aside for it. */
        private long drawnFrom(AccountKey account, Post post) {
            AccountRow row = row(routing.row(account));
            if (row.account().keeping().equals(Keeping.PLAIN)
                    || (post.draws() != null && post.draws().account().equals(account))) {
                return 0;
            }
            long drawn = 0;
            for (Line line : post.journal().lines()) {
                if (line.account().equals(account.id())
                        && line.side() != row.account().kind().normalSide()) {
                    drawn = row.sum(drawn, line.amount().minor());
                }
            }
            return drawn;
        }

        /** Sees to it that so much can be drawn from the account's row, if only the account as a whole has it. */
        private void cover(AccountKey account, long need, String purpose) {
            AccountRow row = row(routing.row(account));
            Money least = row.account().constraint().least();
            Keeping keeping = row.account().keeping();
            boolean plain = keeping.equals(Keeping.PLAIN);
            if (plain || need <= 0 || least == null || row.sum(row.availableMinor(), -need) >= least.minor()) {
                return;
            }
            if (keeping.deferring()) {
                requireFolded(account);
                return;
            }
            int stripes = keeping.stripes();
            SortedSet<AccountKey> rows = account.rows(stripes);
            if (row.stripe() > 0 || !found.accounts().keySet().containsAll(rows)) {
                throw Reroute.scattered(row.key(), stripes);
            }
            level(rows, need, purpose);
        }

        private void requireFolded(AccountKey account) {
            if (!routing.folded().contains(account)) {
                throw Reroute.unfolded(account);
            }
            if (stepFolded.getOrDefault(account, List.of()).size() == DeferredTable.ALL) {
                throw BatchSql.changed(
                        "account " + account.id() + " has more waiting than can be folded at once; it", null);
            }
        }

        private void level(SortedSet<AccountKey> rows, long need, String purpose) {
            AccountRow own = row(rows.first());
            Map<AccountKey, Long> deltas =
                    Levelling.deltas(rows.stream().map(this::row).toList(), need);
            if (deltas.isEmpty()) {
                return;
            }
            Reference reference = Levelling.reference(own, purpose);
            JournalId id = JournalId.of(own.scope(), reference);
            Hash content = Levelling.content(own, deltas);
            Instant at = bookedAt(deltas.keySet());
            LocalDate on = own.firstOpenDay(LocalDate.ofInstant(at, ZoneOffset.UTC));
            Hash digest = Content.digest(own.scope().name(), reference.value(), Levelling.KIND, "", "", content);
            List<Entry> moved = new ArrayList<>(deltas.size());
            int sign = own.account().kind().normalSide().sign();
            deltas.forEach((key, delta) ->
                    moved.add(enter(row(key), id, Levelling.FIRST_LEG + moved.size(), sign * delta, at, on, digest)));
            levellings.add(new Writing.JournalRow(
                    own.scope(),
                    content,
                    null,
                    new PostedJournal(id, reference, Levelling.KIND, "", Map.of(), on, at, moved)));
        }

        private void capture(Post post, HoldKey key, Money taken, Instant at) {
            Hold hold = hold(key);
            AccountRow account = row(key.account());
            Money captured = hold.captured().plus(taken);
            boolean ends = post.last() || captured.equals(hold.amount());
            stepAccounts.put(key.account(), account.held(-(ends ? hold.left() : taken).minor()));
            change(key, hold.become(ends ? Hold.State.CAPTURED : Hold.State.OPEN, captured), at);
            captures.add(new Writing.CaptureRow(key, post.id(), taken.minor()));
        }

        private Money taken(Post post, Hold hold, AccountRow account) {
            if (hold.state() != Hold.State.OPEN) {
                throw ended(hold, "captured by " + post.journal().reference());
            }
            if (hold.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
                throw new InvalidStateException("hold: " + hold.reference() + " in " + hold.account() + " expired at "
                        + hold.expiresAt().get() + " and can no longer be captured");
            }
            long signed = 0;
            for (Line line : post.journal().lines()) {
                if (line.account().equals(hold.account())) {
                    signed = Math.addExact(signed, line.signedMinor());
                }
            }
            Money taken = account.amount(-account.account().kind().normalSide().sign() * signed);
            if (!taken.isPositive()) {
                throw new InvalidRequestException(
                        "lines", "take nothing from " + hold.account() + ", where hold " + hold.reference() + " is");
            }
            if (taken.isGreaterThan(hold.left())) {
                throw new AmountExceededException("lines: " + taken + " are taken from " + hold.account()
                        + " where hold " + hold.reference() + " has " + hold.left());
            }
            return taken;
        }

        private Hold place(Place place) {
            place.amount().requirePositive("amount");
            HoldKey key = place.hold();
            AccountRow account = row(key.account());
            account.requireCurrency(place.amount());
            Hold first = found.hold(key, holds, stepHolds);
            if (first != null) {
                if (!first.amount().equals(place.amount())) {
                    throw new IdempotencyConflictException("reference: " + key.reference() + " holds " + first.amount()
                            + " of " + account.id() + ", not " + place.amount() + "; use a new reference");
                }
                return first;
            }
            account.requireDrawable();
            cover(account.key(), place.amount().minor(), key.account().id() + " " + key.reference());
            account = row(key.account());
            AccountRow after = account.held(place.amount().minor());
            after.requireAllowedAfter(before(key.account()));
            Hold hold = place.placed();
            stepAccounts.put(key.account(), after);
            stepHolds.put(key, hold);
            placed.put(key, new Writing.HoldRow(key, hold, now));
            return hold;
        }

        private Hold release(Release release) {
            Hold hold = hold(release.hold());
            Hold.State end = release.expired() ? Hold.State.EXPIRED : Hold.State.RELEASED;
            if (hold.state() == end || (release.expired() && hold.state() != Hold.State.OPEN)) {
                return hold;
            }
            if (hold.state() != Hold.State.OPEN) {
                throw ended(hold, "released");
            }
            AccountRow account = row(release.hold().account());
            stepAccounts.put(account.key(), account.held(-hold.left().minor()));
            Hold released = hold.become(end, hold.captured());
            change(release.hold(), released, now);
            return released;
        }

        private void change(HoldKey key, Hold hold, Instant at) {
            stepHolds.put(key, hold);
            changed.put(key, new Writing.HoldRow(key, hold, at));
        }

        private Hold hold(HoldKey key) {
            Hold hold = found.hold(key, holds, stepHolds);
            if (hold == null) {
                throw new NotFoundException("hold: there is no " + key.reference() + " in "
                        + key.account().id());
            }
            return hold;
        }

        private InvalidStateException ended(Hold hold, String wish) {
            return new InvalidStateException("hold: " + hold.reference() + " in " + hold.account() + " is "
                    + hold.state().name().toLowerCase(Locale.ROOT) + " and can no longer be " + wish);
        }

        /** As the commands before this one have left it. */
        private AccountRow before(AccountKey key) {
            AccountRow folded = foldedRows.get(key);
            if (folded != null) {
                return folded;
            }
            @Nullable AccountRow row = accounts.get(key);
            return row == null ? found.account(key) : row;
        }

        private AccountRow row(AccountKey key) {
            @Nullable AccountRow row = stepAccounts.get(key);
            return row == null ? before(key) : row;
        }
    }
}
