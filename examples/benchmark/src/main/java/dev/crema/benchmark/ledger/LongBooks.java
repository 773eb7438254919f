package dev.crema.benchmark.ledger;

import static dev.crema.benchmark.ledger.CremaBank.CURRENCY;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.benchmark.server.Address;
import dev.crema.books.HostTransaction;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Books of a year in which one account has millions of entries, on PostgreSQL: a shop at whose till a thousand customers
 * pay. They are what the ledger would have written, to the last hash, but come into the tables by {@code COPY}.
 */
final class LongBooks implements AutoCloseable {
    static final AccountId TILL = new AccountId("till");
    private static final int PAYERS = 1000;
    private static final int COLLECTED = 500;

    private final Address address;
    private final HikariDataSource pool;
    private final Ledger ledger;
    private final Instant begin;
    private final Instant middle;
    private final Instant end = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private long tillEntries;

    private LongBooks(Address address) {
        this.address = address;
        this.pool = address.pool(4);
        this.begin = end.minus(Duration.ofDays(360));
        this.middle = end.minus(Duration.ofDays(180));
        Ledger.createOn(pool);
        this.ledger = Ledger.on(pool, HostTransaction.NONE, Clock.fixed(begin, ZoneOffset.UTC));
    }

    /** Opens the accounts in an empty database, a year ago. */
    static LongBooks open(Address address) {
        LongBooks books = new LongBooks(address);
        Account[] accounts = new Account[PAYERS + 1];
        for (int i = 0; i < PAYERS; i++) {
            accounts[i] = Account.asset(payer(i), CURRENCY);
        }
        accounts[PAYERS] = Account.revenue(TILL.path(), CURRENCY);
        books.ledger.open(accounts);
        return books;
    }

    private static String payer(long number) {
        return "payer:" + number % PAYERS;
    }

    private static Money amount(long minor) {
        return Money.ofMinor(CURRENCY, minor);
    }

    /** In the first half of the year payers pay one after the other, which makes so many entries, half of them at the till. */
    void pay(long entries) throws Exception {
        tillEntries += entries / 2;
        new Loading(address, pool, begin, middle)
                .load(
                        entries / 2,
                        2,
                        number -> Journal.of("sale-" + number)
                                .debit(payer(number), amount(1 + number % 100))
                                .credit(TILL.path(), amount(1 + number % 100))
                                .balanced());
    }

    /** In the second they pay in journals of hundreds of lines, until the till has so many entries in all. */
    void fillTill(long entries) throws Exception {
        long journals = (entries - tillEntries) / COLLECTED;
        tillEntries += journals * COLLECTED;
        new Loading(address, pool, middle, end).load(journals, COLLECTED, number -> {
            Journal.Draft draft = Journal.of("day-" + number).debit(payer(number), amount(COLLECTED));
            for (int line = 0; line < COLLECTED; line++) {
                draft.credit(TILL.path(), amount(1));
            }
            return draft.balanced();
        });
    }

    Ledger ledger() {
        return ledger;
    }

    long tillEntries() {
        return tillEntries;
    }

    /** Some instant of the year. */
    Instant at(double share) {
        return begin.plusMillis((long) (share * Duration.between(begin, end).toMillis()));
    }

    @Override
    public void close() {
        pool.close();
    }
}
