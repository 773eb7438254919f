package dev.crema.benchmark.engine;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.Payments;
import dev.crema.benchmark.server.Address;
import dev.crema.books.PaymentBooks;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.CountedDataSource;
import dev.crema.ledger.CountedDataSource.Counts;
import dev.crema.money.Money;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a payment costs the database, phase by phase, counted at the data source once everything is warm. */
final class PhaseCosts implements AutoCloseable {
    private static final List<String> PHASES = List.of("accept", "claim", "settle");
    private static final Money PRICE = Money.ofMinor(Shop.CURRENCY, 100);

    private final Map<String, Counts> phases = new TreeMap<>();
    private final HikariDataSource pool;
    private final Payments payments;

    PhaseCosts(Address address) {
        this.pool = address.pool(4);
        CountedDataSource counted = new CountedDataSource(pool);
        SlowChannel channel = new SlowChannel();
        channel.release();
        PaymentBooks books = Books.on(counted, BooksOptions.DEFAULT.creatingSchema());
        this.payments = Payments.with(counting(books, counted))
                .channel(channel)
                .workers(0)
                .start();
    }

    private PaymentBooks counting(PaymentBooks books, CountedDataSource counted) {
        return (PaymentBooks) Proxy.newProxyInstance(
                PaymentBooks.class.getClassLoader(),
                new Class<?>[] {PaymentBooks.class},
                (proxy, method, arguments) -> {
                    Counts before = counted.counts();
                    try {
                        return method.invoke(books, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        phases.merge(method.getName(), counted.counts().since(before), Counts::plus);
                    }
                });
    }

    /** The phases of a payment through a channel, up to the channel's answer. */
    Map<String, Counts> throughChannel(String reference) {
        phases.clear();
        payments.submit(TopUp.of(reference).amount(PRICE).into("wallet:counted").through("slow"));
        payments.runDue();
        phases.keySet().retainAll(PHASES);
        return new TreeMap<>(phases);
    }

    /** The phases of a payment within the books. */
    Map<String, Counts> withinBooks(String reference, String from) {
        phases.clear();
        payments.transfer(Transfer.of(reference).amount(PRICE).from(from).to(Shop.wallet(1)));
        phases.keySet().retainAll(PHASES);
        return new TreeMap<>(phases);
    }

    @Override
    public void close() {
        payments.close();
        pool.close();
    }
}
