package dev.crema.ledger.model;

import dev.crema.context.Reference;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that is asked of a ledger, in a form that can be asked of the real one and of the model. */
sealed interface Act {
    /** Asks the real one. */
    Object on(Ledger ledger);

    /** The accounts it names. */
    Collection<AccountId> accounts();

    record Open(List<Account> opened) implements Act {
        @Override
        public Object on(Ledger ledger) {
            ledger.open(opened.toArray(Account[]::new));
            return opened;
        }

        @Override
        public Collection<AccountId> accounts() {
            return opened.stream().map(Account::id).toList();
        }
    }

    record Post(Journal journal) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.post(journal);
        }

        @Override
        public Collection<AccountId> accounts() {
            return journal.accounts();
        }
    }

    record Linked(List<Journal> journals) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.postLinked(journals);
        }

        @Override
        public Collection<AccountId> accounts() {
            List<AccountId> accounts = new ArrayList<>();
            journals.forEach(journal -> accounts.addAll(journal.accounts()));
            return accounts;
        }
    }

    record Reverse(Reference original, Reference reference) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.reverse(original, reference);
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of();
        }
    }

    record Adjust(Reference original, Journal adjustment) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.adjust(original, adjustment);
        }

        @Override
        public Collection<AccountId> accounts() {
            return adjustment.accounts();
        }
    }

    record Place(
            AccountId account,
            Reference reference,
            Money amount,
            @Nullable Instant expires) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return expires == null
                    ? ledger.hold(account, reference, amount)
                    : ledger.hold(account, reference, amount, expires);
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of(account);
        }
    }

    record Capture(AccountId account, Reference hold, Journal journal, boolean last) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return last ? ledger.capture(account, hold, journal) : ledger.capturePart(account, hold, journal);
        }

        @Override
        public Collection<AccountId> accounts() {
            return journal.accounts();
        }
    }

    record Release(AccountId account, Reference hold) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.release(account, hold);
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of(account);
        }
    }

    /** Freezes, thaws or closes. */
    record Become(AccountId account, AccountState next) implements Act {
        @Override
        public Object on(Ledger ledger) {
            switch (next) {
                case OPEN -> ledger.accounts().thaw(account);
                case NO_DRAWING -> ledger.accounts().freezeDrawing(account);
                case FROZEN -> ledger.accounts().freeze(account);
                case CLOSED -> ledger.accounts().close(account);
            }
            return next;
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of(account);
        }
    }

    record Constrain(AccountId account, Constraint constraint) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.accounts().constrain(account, constraint);
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of(account);
        }
    }

    /** Enqueues a journal. */
    record Later(Journal journal) implements Act {
        @Override
        public Object on(Ledger ledger) {
            ledger.postLater(journal);
            return journal;
        }

        @Override
        public Collection<AccountId> accounts() {
            return journal.accounts();
        }
    }

    /** Posts what is enqueued, and says how much that was. */
    record BookQueued() implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.bookQueued();
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of();
        }
    }

    /** Gives a refused journal another turn, or for ever none. */
    record Decide(Reference reference, boolean again) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return again
                    ? ledger.queue().retry(reference).state()
                    : ledger.queue().discard(reference, "the model says so").state();
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of();
        }
    }

    /** Closes the books through a day. */
    record CloseBooks(LocalDate through) implements Act {
        @Override
        public Object on(Ledger ledger) {
            return ledger.reports().close(through);
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of();
        }
    }

    /** Ends all holds whose time is over. How many there were is no answer, as other scopes have some too. */
    record Expire() implements Act {
        @Override
        public Object on(Ledger ledger) {
            ledger.expireHolds();
            return "expired";
        }

        @Override
        public Collection<AccountId> accounts() {
            return List.of();
        }
    }
}
