package dev.crema.benchmark.engine;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.Payments;
import dev.crema.benchmark.load.Contestant;
import dev.crema.benchmark.server.Address;
import dev.crema.channel.Channel;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import dev.crema.payment.Transfer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A shop whose customers have a thousand well-filled wallets: as an application has it, workers included. */
final class Shop implements AutoCloseable {
    static final String CURRENCY = "CNY";
    private static final int WALLETS = 1000;
    private static final int POOL = 32;
    private static final int MOST = 100;
    private static final Money FUNDS = Money.ofMinor(CURRENCY, 1_000_000_000_000L);

    private final HikariDataSource pool;
    private final Books books;
    private final Payments payments;
    private final AtomicLong runs = new AtomicLong();

    Shop(Address address, Channel... channels) {
        this.pool = address.pool(POOL);
        this.books = Books.on(pool, BooksOptions.DEFAULT.creatingSchema());
        Account[] accounts = new Account[WALLETS + 1];
        for (int i = 0; i < WALLETS; i++) {
            accounts[i] = Account.liability(wallet(i), CURRENCY).neverBelowZero();
        }
        accounts[WALLETS] = Account.asset("bank", CURRENCY);
        books.ledger().open(accounts);
        for (int i = 0; i < WALLETS; i++) {
            books.ledger()
                    .post(Journal.of("funds-" + i)
                            .debit("bank", FUNDS)
                            .credit(wallet(i), FUNDS)
                            .balanced());
        }
        Payments.Builder builder = Payments.with(books);
        for (Channel channel : channels) {
            builder.channel(channel);
        }
        this.payments = builder.start();
    }

    Payments payments() {
        return payments;
    }

    HikariDataSource pool() {
        return pool;
    }

    static String wallet(int number) {
        return "wallet:" + number;
    }

    /** Callers that pay from wallet to wallet: accepted, booked and settled when it returns. */
    Contestant paying() {
        long run = runs.incrementAndGet();
        return number -> {
            Random random = new Random(number);
            AtomicLong count = new AtomicLong();
            return () -> {
                int from = random.nextInt(WALLETS);
                int to = (from + 1 + random.nextInt(WALLETS - 1)) % WALLETS;
                payments.transfer(Transfer.of("pay-" + run + "-" + number + "-" + count.incrementAndGet())
                        .amount(Money.ofMinor(CURRENCY, 1L + random.nextInt(MOST)))
                        .from(wallet(from))
                        .to(wallet(to)));
            };
        };
    }

    /** Callers that post the same entries on the ledger alone. */
    Contestant posting() {
        long run = runs.incrementAndGet();
        Ledger ledger = books.ledger();
        return number -> {
            Random random = new Random(number);
            AtomicLong count = new AtomicLong();
            return () -> {
                int from = random.nextInt(WALLETS);
                int to = (from + 1 + random.nextInt(WALLETS - 1)) % WALLETS;
                Money amount = Money.ofMinor(CURRENCY, 1L + random.nextInt(MOST));
                ledger.post(Journal.of("post-" + run + "-" + number + "-" + count.incrementAndGet())
                        .debit(wallet(from), amount)
                        .credit(wallet(to), amount)
                        .balanced());
            };
        };
    }

    @Override
    public void close() {
        payments.close();
        pool.close();
    }
}
