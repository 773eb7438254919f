package dev.crema.benchmark.ledger;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.benchmark.load.Contestant;
import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.Rows;
import dev.crema.context.Scope;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.sql.BareLedger;
import dev.crema.ledger.sql.SqlLedger;
import dev.crema.money.Money;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The ledger as it ships, with everything on, on a pool such as a host has. */
final class CremaBank implements Bank {
    static final String CURRENCY = "CNY";
    private static final int POOL = 32;
    private static final int FUNDED_TOGETHER = 50;
    private static final String COUNT = "select count(*) from crema_journal";

    private final Address address;
    private final HikariDataSource pool;
    private final Ledger ledger;
    private final Consumer<Journal> posting;
    private final long journalsBefore;
    private final LongAdder acknowledged = new LongAdder();
    private final AtomicLong runs = new AtomicLong();

    private CremaBank(Address address, boolean bare) throws SQLException {
        this.address = address;
        this.pool = address.pool(POOL);
        try {
            this.ledger = Ledger.createOn(pool);
            SqlLedger bareLedger = BareLedger.on(pool);
            this.posting = bare ? journal -> bareLedger.post(Scope.DEFAULT, journal) : ledger::post;
            this.journalsBefore = Rows.number(address, COUNT);
        } catch (SQLException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Opens the bank on an empty database, with all accounts and what is in them. */
    static CremaBank open(Address address) throws SQLException {
        try (CremaBank empty = new CremaBank(address, false)) {
            empty.fund();
        }
        return reopen(address);
    }

    /** Opens it where it was opened before. */
    static CremaBank reopen(Address address) throws SQLException {
        return new CremaBank(address, false);
    }

    /** Opens it as {@link #open} does, to be kept without chain and without a look for what was posted before. */
    static CremaBank openBare(Address address) throws SQLException {
        open(address).close();
        return new CremaBank(address, true);
    }

    private void fund() {
        Account[] accounts = new Account[Pattern.ACCOUNTS + 1];
        for (int i = 0; i < Pattern.ACCOUNTS; i++) {
            accounts[i] = Account.liability(account(i), CURRENCY).neverBelowZero();
        }
        accounts[Pattern.ACCOUNTS] = Account.asset("bank", CURRENCY);
        ledger.open(accounts);
        for (int i = 0; i < Pattern.ACCOUNTS; i += FUNDED_TOGETHER) {
            Journal.Draft funds =
                    Journal.of("funds-" + i).debit("bank", Money.ofMinor(CURRENCY, FUNDS * FUNDED_TOGETHER));
            for (int j = i; j < i + FUNDED_TOGETHER; j++) {
                funds.credit(account(j), Money.ofMinor(CURRENCY, FUNDS));
            }
            ledger.post(funds.balanced());
        }
    }

    static String account(int number) {
        return "wallet:" + number;
    }

    static Journal journal(String reference, Pattern.Transfer transfer) {
        Money amount = Money.ofMinor(CURRENCY, transfer.amountMinor());
        return Journal.of(reference)
                .debit(account(transfer.from()), amount)
                .credit(account(transfer.to()), amount)
                .balanced();
    }

    @Override
    public Contestant transfers(Pattern pattern) {
        long run = runs.incrementAndGet();
        return number -> {
            Random random = new Random(number);
            AtomicLong count = new AtomicLong();
            return () -> {
                String reference = run + "-" + number + "-" + count.incrementAndGet();
                posting.accept(journal(reference, pattern.next(random)));
                acknowledged.increment();
            };
        };
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void check() throws SQLException {
        long journals = BooksCheck.check(address) - journalsBefore;
        if (journals != acknowledged.sum()) {
            throw new AssertionError(
                    "ledger: there are " + journals + " journals, and " + acknowledged.sum() + " were acknowledged");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
