package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.journal.Hold;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** One thing that is asked of the books. What can be reckoned without the database is reckoned at its making. */
sealed interface Command {
    /** The accounts whose locks it needs. */
    Set<AccountKey> accounts();

    /**
     * To post a journal.
     *
     * @param draws the hold it draws on, or null
     * @param last whether what it leaves of that hold becomes available again
     * @param corrects the journal it corrects, or null
     * @param linkedTo the first of the journals it is posted with, or null
     * @param content what makes another journal with the same reference the same request
     * @param digest what the entries' chain binds of the journal
     */
    record Post(
            Scope scope,
            Journal journal,
            @Nullable HoldKey draws,
            boolean last,
            @Nullable Correction corrects,
            @Nullable JournalId linkedTo,
            SortedSet<AccountKey> accounts,
            JournalId id,
            Hash content,
            Hash digest)
            implements Command {
        static Post of(Scope scope, Journal journal) {
            return of(scope, journal, null, true, null, null);
        }

        static Post capture(Scope scope, Journal journal, HoldKey draws, boolean last) {
            return of(scope, journal, draws, last, null, null);
        }

        static Post correction(Scope scope, Journal journal, Correction corrects) {
            return of(scope, journal, null, true, corrects, null);
        }

        Post linkedTo(JournalId first) {
            return of(scope, journal, draws, last, corrects, first);
        }

        private static Post of(
                Scope scope,
                Journal journal,
                @Nullable HoldKey draws,
                boolean last,
                @Nullable Correction corrects,
                @Nullable JournalId linkedTo) {
            SortedSet<AccountKey> accounts = AccountKey.all(scope, journal.accounts());
            if (draws != null && !accounts.contains(draws.account())) {
                throw new InvalidRequestException(
                        "lines",
                        "take nothing from " + draws.account().id() + ", where hold " + draws.reference() + " is");
            }
            Hash content = Content.of(journal, draws, last, corrects);
            return new Post(
                    scope,
                    journal,
                    draws,
                    last,
                    corrects,
                    linkedTo,
                    accounts,
                    JournalId.of(scope, journal.reference()),
                    content,
                    Content.digest(scope, journal, linkedTo, content));
        }
    }

    /** A journal that is corrected, and whether it is undone as a whole. */
    record Correction(JournalId original, boolean reversal) {}

    /** To set an amount aside. */
    record Place(HoldKey hold, Money amount, @Nullable Instant expires) implements Command {
        // What every database can store; beyond it one would fail where another rounds.
        private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

        public Place {
            if (expires != null) {
                if (expires.isBefore(Instant.EPOCH) || expires.isAfter(LATEST)) {
                    throw new InvalidRequestException(
                            "expires", expires + " is not between " + Instant.EPOCH + " and " + LATEST);
                }
                expires = Instants.storable(expires);
            }
        }

        @Override
        public Set<AccountKey> accounts() {
            return Set.of(hold.account());
        }

        Hold placed() {
            AccountId account = hold.account().id();
            Money nothing = Money.zero(amount.currency());
            return new Hold(account, hold.reference(), amount, Hold.State.OPEN, nothing, expires);
        }

        Reference reference() {
            return hold.reference();
        }
    }

    /** To give what was booked later on an account its numbers, the first of it if it is much. */
    record Fold(AccountKey account) implements Command {
        /** How much one command takes. */
        static final int MOST = 1000;

        @Override
        public Set<AccountKey> accounts() {
            return Set.of(account);
        }
    }

    /** To give back what is left of a hold, because somebody says so or because its time is over. */
    record Release(HoldKey hold, boolean expired) implements Command {
        @Override
        public Set<AccountKey> accounts() {
            return Set.of(hold.account());
        }
    }
}
