package dev.crema.coffeeshop;

import dev.crema.Payments;
import dev.crema.SettableClock;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.TestDatabase;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The real shop, on a real port and a real database, with its clock and its workers in the test's hands: nothing is sent
 * and nobody is told of anything until {@link #work}. One for each kind of database serves all tests of a run; they stay
 * apart by their customers.
 */
final class Shop {
    static final String NO_WORKERS = "crema.workers=0";

    private static final Map<TestDatabase.Kind, Shop> OPEN = new EnumMap<>(TestDatabase.Kind.class);
    private static final AtomicInteger CUSTOMERS = new AtomicInteger();

    private final ConfigurableApplicationContext context;
    private final SettableClock clock;

    private Shop(ConfigurableApplicationContext context, SettableClock clock) {
        this.context = context;
        this.clock = clock;
    }

    static synchronized Shop on(TestDatabase.Kind kind) {
        return OPEN.computeIfAbsent(
                kind, it -> open(it.create(), NO_WORKERS, "coffee.answer-within=PT0S", "coffee.resume-every=PT24H"));
    }

    /** A shop of one's own. */
    static Shop open(TestDatabase database, String... properties) {
        SettableClock clock = SettableClock.at("2026-11-22T08:00:00Z");
        return new Shop(
                start(
                        context -> {
                            context.registerBean("dataSource", DataSource.class, database::dataSource);
                            context.registerBean(
                                    "testClock", Clock.class, () -> clock, definition -> definition.setPrimary(true));
                        },
                        properties),
                clock);
    }

    interface Beans {
        void register(GenericApplicationContext context);
    }

    static ConfigurableApplicationContext start(Beans beans, String... properties) {
        SpringApplication application = new SpringApplication(CoffeeShop.class);
        application.addInitializers(context -> beans.register((GenericApplicationContext) context));
        String[] arguments = new String[properties.length + 1];
        arguments[0] = "--server.port=0";
        for (int i = 0; i < properties.length; i++) {
            arguments[i + 1] = "--" + properties[i];
        }
        return application.run(arguments);
    }

    static URI address(ConfigurableApplicationContext context) {
        return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
    }

    /** Somebody who has not signed in. */
    Visitor visitor() {
        return new Visitor(address(context));
    }

    /** Somebody new, signed in, with an empty wallet. */
    Visitor customer() {
        return visitor().register("customer-" + CUSTOMERS.incrementAndGet());
    }

    /** Somebody new with this much in the wallet. */
    Visitor customerWith(String amount) {
        Visitor customer = customer();
        customer.topUp("first-top-up", amount, "pays").is(201);
        work();
        return customer;
    }

    /** Does all that is due by now. */
    void work() {
        Payments payments = bean(Payments.class);
        while (payments.runDue() > 0) {}
    }

    /** Lets so much time pass, and does what became due. */
    void pass(Duration time) {
        clock.advance(time);
        work();
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    JdbcClient database() {
        return bean(JdbcClient.class);
    }

    Ledger ledger() {
        return bean(Ledger.class);
    }

    void close() {
        context.close();
    }
}
