package dev.crema.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random requests, many of them repeats and many refused, against the ledger and against a model of it that is nothing
 * but sums in memory. {@code -Dcrema.seed=...} runs a printed seed again, {@code -Dcrema.steps=...} longer.
 */
@OnEachDatabase
class LedgerRandomTest {
    private static final int ACCOUNTS = 6;
    private static final int STEPS = Integer.getInteger("crema.steps", 600);

    private final TestDatabase database;

    LedgerRandomTest(TestDatabase database) {
        this.database = database;
    }

    private static AccountId account(int i) {
        return new AccountId("account:" + i);
    }

    private static Money beans(long minor) {
        return Money.ofMinor("BEANS/0", minor);
    }

    /** Accounts 0 and 1 are unlimited, an asset and an expense; the others are wallets, the last with a credit line. */
    private static final class Model {
        final long[] balance = new long[ACCOUNTS]; // debits positive
        final long[] held = new long[ACCOUNTS];
        final Map<String, PostedJournal> posted = new HashMap<>();
        final Map<String, Integer> openHolds = new HashMap<>();

        long floor(int i) {
            return i == ACCOUNTS - 1 ? -50 : 0;
        }

        boolean allows(int from, long amount) {
            return from < 2 || -balance[from] - held[from] - amount >= floor(from);
        }
    }

    @Test
    void I01_I02_I03_I04_randomRequestsLeaveTheBooksAsReckonedByHand() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("LedgerRandomTest on " + database + ": -Dcrema.seed=" + seed);
        Random random = new Random(seed);
        Ledger ledger = Ledger.createOn(database.dataSource()).in(database.scope());
        for (int i = 0; i < ACCOUNTS; i++) {
            Account plain = Account.of(
                    account(i).path(),
                    i == 0 ? AccountKind.ASSET : i == 1 ? AccountKind.EXPENSE : AccountKind.LIABILITY,
                    "BEANS/0");
            ledger.open(i < 2 ? plain : i == ACCOUNTS - 1 ? plain.neverBelow(beans(-50)) : plain.neverBelowZero());
        }
        Model model = new Model();
        for (int step = 1; step <= STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3, 4 -> post(ledger, model, random, step);
                case 5 -> repeat(ledger, model, random);
                case 6, 7 -> hold(ledger, model, random, step);
                case 8 -> capture(ledger, model, random, step);
                default -> release(ledger, model, random);
            }
        }
        LedgerInvariants.check(database.dataSource());
        for (int i = 0; i < ACCOUNTS; i++) {
            long sign = i < 2 ? 1 : -1;
            assertThat(ledger.balance(account(i)).balance()).isEqualTo(beans(sign * model.balance[i]));
            assertThat(ledger.balance(account(i)).held()).isEqualTo(beans(model.held[i]));
        }
        assertThat(Arrays.stream(model.balance).sum()).isZero();
        assertThat(ledger.trialBalance().isBalanced()).isTrue();
    }

    /**
     * One unit split again and again over accounts, in journals as long as they may be, and gathered again. {@code
     * -Dcrema.units=1000000} makes it a million.
     */
    @Test
    void A06_manyMovementsOfTheSmallestUnitCreateAndDestroyNothing() {
        int units = Integer.getInteger("crema.units", 30_000);
        Ledger ledger = Ledger.createOn(database.dataSource()).in(database.scope());
        ledger.open(Account.asset("bank", "BEANS/0"));
        for (int i = 0; i < 9; i++) {
            ledger.open(Account.liability("wallet:" + i, "BEANS/0").neverBelowZero());
        }
        int made = 0;
        for (int journal = 1; made < units; journal++) {
            int lines = Math.min(999, units - made);
            Journal.Draft split = Journal.of("split-" + journal).debit("bank", beans(lines));
            for (int i = 0; i < lines; i++) {
                split.credit("wallet:" + (made + i) % 9, beans(1));
            }
            ledger.post(split.balanced());
            made += lines;
        }
        LedgerInvariants.check(database.dataSource());
        assertThat(ledger.balance("bank").balance()).isEqualTo(beans(units));
        for (int i = 0; i < 9; i++) {
            Money gathered = ledger.balance("wallet:" + i).available();
            ledger.post(Journal.of("gather-" + i)
                    .debit("wallet:" + i, gathered)
                    .credit("bank", gathered)
                    .balanced());
        }
        assertThat(ledger.balance("bank").balance()).isEqualTo(beans(0));
        LedgerInvariants.check(database.dataSource());
    }

    /** From one account to one or two others. */
    private static void post(Ledger ledger, Model model, Random random, int step) {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int third = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = 1L + random.nextInt(60);
        long rest = 1L + random.nextInt(9);
        Journal journal = Journal.of("j-" + step)
                .debit(account(from), beans(amount + rest))
                .credit(account(to), beans(amount))
                .credit(account(third), beans(rest))
                .balanced();
        // A debit of an asset is a gain of it; only wallets can run dry.
        PostedJournal posted = attempt(() -> ledger.post(journal), model.allows(from, amount + rest));
        if (posted != null) {
            model.balance[from] += amount + rest;
            model.balance[to] -= amount;
            model.balance[third] -= rest;
            model.posted.put("j-" + step, posted);
        }
    }

    private static void repeat(Ledger ledger, Model model, Random random) {
        if (model.posted.isEmpty()) {
            return;
        }
        List<String> references = new ArrayList<>(model.posted.keySet());
        references.sort(null);
        PostedJournal first = model.posted.get(references.get(random.nextInt(references.size())));
        Journal.Draft again = Journal.of(first.reference());
        Journal.Draft other = Journal.of(first.reference());
        first.entries().forEach(entry -> {
            boolean debit = entry.amount().isPositive();
            Money amount = debit ? entry.amount() : entry.amount().negated();
            if (debit) {
                again.debit(entry.account(), amount);
                other.debit(entry.account(), amount.plus(beans(1)));
            } else {
                again.credit(entry.account(), amount);
                other.credit(entry.account(), amount);
            }
        });
        other.credit(account(random.nextInt(ACCOUNTS)), beans(1));
        assertThat(ledger.post(again.balanced())).isEqualTo(first);
        try {
            ledger.post(other.balanced());
            throw new AssertionError("posted twice with other content");
        } catch (IdempotencyConflictException | InvalidRequestException expected) {
            // The second where the added line fell on the account that is debited.
        }
    }

    private static void hold(Ledger ledger, Model model, Random random, int step) {
        int from = 2 + random.nextInt(ACCOUNTS - 2);
        long amount = 1L + random.nextInt(40);
        Reference reference = new Reference("h-" + step);
        if (attempt(() -> ledger.hold(account(from), reference, beans(amount)), model.allows(from, amount)) != null) {
            model.held[from] += amount;
            model.openHolds.put(from + " " + reference + " " + amount, step);
        }
    }

    private static void capture(Ledger ledger, Model model, Random random, int step) {
        String hold = any(model, random);
        if (hold == null) {
            return;
        }
        List<String> parts = List.of(hold.split(" ", -1));
        int from = Integer.parseInt(parts.get(0));
        long amount = Long.parseLong(parts.get(2));
        long taken = 1L + random.nextInt((int) amount);
        Reference reference = new Reference(parts.get(1));
        Journal journal = Journal.of("c-" + step)
                .debit(account(from), beans(taken))
                .credit(account(0), beans(taken))
                .balanced();
        PostedJournal posted = ledger.capture(account(from), reference, journal);
        assertThat(ledger.capture(account(from), reference, journal)).isEqualTo(posted);
        assertThat(refused(() -> ledger.release(account(from), reference))).isInstanceOf(InvalidStateException.class);
        model.held[from] -= amount;
        model.balance[from] += taken;
        model.balance[0] -= taken;
        model.openHolds.remove(hold);
    }

    private static void release(Ledger ledger, Model model, Random random) {
        String hold = any(model, random);
        if (hold == null) {
            return;
        }
        List<String> parts = List.of(hold.split(" ", -1));
        int from = Integer.parseInt(parts.get(0));
        ledger.release(account(from), new Reference(parts.get(1)));
        ledger.release(account(from), new Reference(parts.get(1)));
        model.held[from] -= Long.parseLong(parts.get(2));
        model.openHolds.remove(hold);
    }

    private static @Nullable String any(Model model, Random random) {
        List<String> holds = new ArrayList<>(model.openHolds.keySet());
        holds.sort(null);
        return holds.isEmpty() ? null : holds.get(random.nextInt(holds.size()));
    }

    private interface Call<T> {
        T make();
    }

    /** Makes the call, which must be refused for want of funds exactly where the model says so. */
    private static <T> @Nullable T attempt(Call<T> call, boolean allowed) {
        try {
            T answer = call.make();
            assertThat(allowed).as("the ledger allowed what the model refuses").isTrue();
            return answer;
        } catch (InsufficientFundsException e) {
            assertThat(allowed)
                    .as("the model allows what was refused: " + e.getMessage())
                    .isFalse();
            return null;
        }
    }

    private static PaymentException refused(Call<?> call) {
        try {
            call.make();
        } catch (PaymentException e) {
            return e;
        }
        throw new AssertionError("not refused");
    }
}
