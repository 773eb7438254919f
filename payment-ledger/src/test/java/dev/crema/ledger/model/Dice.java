package dev.crema.ledger.model;

import static java.util.Objects.requireNonNull;

import dev.crema.context.Reference;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Throws acts in a small world, where references, holds and accounts meet again and again: repeats, conflicts, overdrafts
 * and nonsense are as likely as business. What it throws depends on the seed alone.
 */
final class Dice {
    static final List<Account> WORLD = List.of(
            Account.asset("bank", "CNY"),
            Account.expense("fees", "CNY").debitsOnly(),
            Account.revenue("earned", "CNY").creditsOnly(),
            Account.liability("wallet:1", "CNY").neverBelowZero(),
            Account.liability("wallet:2", "CNY").neverBelowZero(),
            Account.liability("wallet:3", "CNY").neverBelow(cny(-5_000)),
            Account.liability("wallet:4", "CNY").neverBelowZero().neverAbove(cny(30_000)),
            Account.equity("fx:CNY", "CNY"),
            Account.equity("fx:BEANS", "BEANS/0"),
            Account.asset("points:bank", "BEANS/0"),
            Account.liability("points:1", "BEANS/0").neverBelowZero(),
            Account.asset("points:2", "BEANS/0").neverAbove(Money.ofMinor("BEANS/0", 900)));

    private final Random random;
    private final List<Act> thrown = new ArrayList<>();
    private final List<Act.Place> placed = new ArrayList<>();
    private final List<Reference> posted = new ArrayList<>();
    private int names;
    private @Nullable AccountId frozen;

    Dice(Random random) {
        this.random = random;
    }

    private static Money cny(long minor) {
        return Money.ofMinor("CNY", minor);
    }

    /** The next act. */
    Act next(Instant now) {
        Act act = fresh(now);
        thrown.add(act);
        return act;
    }

    /** Later acts like to come back to what was done. */
    void wasDone(Act act) {
        if (act instanceof Act.Place place) {
            placed.add(place);
        } else if (act instanceof Act.Post post) {
            posted.add(post.journal().reference());
        } else if (act instanceof Act.Reverse reverse) {
            posted.add(reverse.reference());
        } else if (act instanceof Act.Capture capture) {
            posted.add(capture.journal().reference());
        }
    }

    private Act fresh(Instant now) {
        int number = random.nextInt(100);
        if (names < WORLD.size() || number < 2) {
            return open();
        } else if (number < 12) {
            return thrown.get(random.nextInt(thrown.size()));
        } else if (number < 16) {
            return new Act.Later(journal(reference("q"), now));
        } else if (number < 55) {
            return new Act.Post(journal(reference("j"), now));
        } else if (number < 60) {
            return linked(now);
        } else if (number < 65) {
            return new Act.Reverse(known(), reference("r"));
        } else if (number < 68) {
            return new Act.Adjust(known(), journal(reference("a"), now));
        } else if (number < 80) {
            return place(now);
        } else if (number < 90) {
            return capture(now);
        }
        return number < 95 ? release() : number < 97 ? new Act.Expire() : number < 99 ? become() : constrain();
    }

    private Act become() {
        if (random.nextInt(4) == 0) {
            return new Act.Become(new AccountId("late:" + random.nextInt(5)), AccountState.CLOSED);
        }
        if (frozen != null && random.nextInt(4) > 0) {
            return thawed();
        }
        frozen = account("CNY");
        return new Act.Become(frozen, random.nextBoolean() ? AccountState.FROZEN : AccountState.NO_DRAWING);
    }

    private Act thawed() {
        AccountId thawed = requireNonNull(frozen);
        frozen = null;
        return new Act.Become(thawed, AccountState.OPEN);
    }

    /** Often one that the account breaks already, and now and then one in another currency. */
    private Act constrain() {
        Money least = cny(-random.nextInt(8_000));
        Money most = cny(random.nextInt(60_000));
        return new Act.Constrain(
                account("CNY"),
                new Constraint(random.nextBoolean() ? least : null, random.nextInt(4) == 0 ? most : null, null));
    }

    /** First all there are, one by one; later again, or as something else, or together. */
    private Act open() {
        if (names < WORLD.size()) {
            return new Act.Open(List.of(WORLD.get(names++)));
        }
        Account any = WORLD.get(random.nextInt(WORLD.size()));
        Account other = random.nextBoolean() ? any : any.debitsOnly();
        return new Act.Open(List.of(Account.asset("late:" + random.nextInt(5), "CNY"), other));
    }

    private Reference reference(String prefix) {
        boolean old = !posted.isEmpty() && random.nextInt(12) == 0;
        return old ? known() : new Reference(prefix + "-" + ++names);
    }

    /** Of a journal that was posted, most likely a late one, or of none. */
    private Reference known() {
        if (posted.isEmpty() || random.nextInt(20) == 0) {
            return new Reference("nothing");
        }
        int back = 1 + random.nextInt(random.nextBoolean() ? Math.min(6, posted.size()) : posted.size());
        return posted.get(posted.size() - back);
    }

    /** Some of the accounts are not open, and now and then one is in another currency. */
    private AccountId account(String currency) {
        if (random.nextInt(40) == 0) {
            return new AccountId("late:" + random.nextInt(5));
        }
        while (true) {
            Account account = WORLD.get(random.nextInt(WORLD.size()));
            if (account.currency().code().equals(currency) || random.nextInt(50) == 0) {
                return account.id();
            }
        }
    }

    private Money amount(String currency) {
        long minor = random.nextInt(60) == 0
                ? Long.MAX_VALUE - random.nextInt(1000)
                : 1 + random.nextInt(random.nextInt(4) == 0 ? 5000 : 300);
        return Money.ofMinor(currency, minor);
    }

    private Journal journal(Reference reference, Instant now) {
        Journal.Draft draft = Journal.of(reference);
        if (random.nextInt(10) == 0) {
            Money given = amount("CNY");
            Money got = Money.ofMinor("BEANS/0", 1L + random.nextInt(50));
            draft.debit("wallet:1", given).exchange("fx", given, got).credit("points:1", got);
        } else {
            move(draft, random.nextInt(3) == 0 ? "BEANS/0" : "CNY");
        }
        return words(draft, now);
    }

    /** From one account to one or two others. */
    private void move(Journal.Draft draft, String currency) {
        Money amount = amount(currency);
        AccountId from = account(currency);
        draft.debit(from, amount);
        AccountId to = other(from, currency);
        if (amount.minor() > 1 && random.nextBoolean()) {
            Money part = Money.ofMinor(currency, 1 + (long) (random.nextDouble() * (amount.minor() - 2)));
            draft.credit(other(from, currency), part);
            draft.credit(to, amount.minus(part));
        } else {
            draft.credit(to, amount);
        }
    }

    private AccountId other(AccountId from, String currency) {
        AccountId other = account(currency);
        while (other.equals(from)) {
            other = account(currency);
        }
        return other;
    }

    private Journal words(Journal.Draft draft, Instant now) {
        if (random.nextInt(4) == 0) {
            draft.kind("kind-" + random.nextInt(3)).describedAs("words " + random.nextInt(9) + " 咖啡 ☕");
        }
        if (random.nextInt(5) == 0) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            draft.effectiveOn(today.plusDays(random.nextInt(7) - 3L));
        }
        if (random.nextInt(5) == 0) {
            draft.note("order", "o-" + random.nextInt(5)).note("shop", "'; drop table crema_entry; --");
        }
        return draft.balanced();
    }

    private Act linked(Instant now) {
        List<Journal> journals = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            journals.add(journal(reference("l"), now));
        }
        return new Act.Linked(journals);
    }

    private Act place(Instant now) {
        String currency = random.nextInt(4) == 0 ? "BEANS/0" : "CNY";
        boolean expires = random.nextInt(3) == 0;
        Reference reference = new Reference("h-" + random.nextInt(1 + names / 2));
        Instant end = expires ? now.plusNanos(random.nextInt(2_000_000_000) * 1000L) : null;
        return new Act.Place(account(currency), reference, amount(currency), end);
    }

    /** Of some hold that was placed, a late one, into some other account. */
    private Act capture(Instant now) {
        if (placed.isEmpty()) {
            return new Act.Expire();
        }
        Act.Place hold = hold();
        Journal.Draft draft = Journal.of(reference("c"));
        String currency = hold.amount().currency().code();
        Money taken = random.nextInt(6) == 0
                ? amount(currency)
                : Money.ofMinor(
                        currency,
                        1 + (long) (random.nextDouble() * hold.amount().minor()));
        AccountId to = other(hold.account(), currency);
        boolean wrongWay = random.nextInt(15) == 0;
        boolean draws = WORLD.stream()
                        .anyMatch(it -> it.id().equals(hold.account())
                                && it.kind().normalSide().sign() > 0)
                == wrongWay;
        AccountId from = random.nextInt(20) == 0 ? account(currency) : hold.account();
        if (from.equals(to)) {
            return new Act.Release(hold.account(), hold.reference());
        }
        draft.debit(draws ? from : to, taken).credit(draws ? to : from, taken);
        return new Act.Capture(hold.account(), hold.reference(), words(draft, now), random.nextBoolean());
    }

    private Act release() {
        if (placed.isEmpty()) {
            return new Act.Expire();
        }
        Act.Place hold = hold();
        return new Act.Release(hold.account(), hold.reference());
    }

    private Act.Place hold() {
        int back = Math.min(placed.size(), 1 + random.nextInt(12));
        return placed.get(placed.size() - back);
    }
}
