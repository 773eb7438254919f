package dev.crema.coffeeshop.order;

import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.menu.Menu;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.coffeeshop.web.PublicId;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where orders are placed. */
@Component
class Counter {
    private static final Logger log = LoggerFactory.getLogger(Counter.class);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyMMdd").withZone(ZoneOffset.UTC);
    private static final int DIGITS_OF_NUMBER = 10;

    private final Menu menu;
    private final Orders orders;
    private final InOneTransaction transaction;
    private final Clock clock;

    Counter(Menu menu, Orders orders, InOneTransaction transaction, Clock clock) {
        this.menu = menu;
        this.orders = orders;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Places the order, or finds the one that was placed under this reference. */
    Order place(Customer customer, String reference, Basket basket) {
        return transaction.run(() -> orders.findByReference(customer.id(), reference)
                .map(known -> same(known, basket))
                .orElseGet(() -> add(customer, reference, basket)));
    }

    private static Order same(Order known, Basket basket) {
        if (!basket.isThatOf(known)) {
            throw Refusal.referenceReused(known.reference());
        }
        return known;
    }

    private Order add(Customer customer, String reference, Basket basket) {
        List<OrderLine> lines = basket.priced(menu.items());
        Money amount = lines.stream().map(OrderLine::sum).reduce(Money::plus).orElseThrow();
        String id = PublicId.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        String number =
                DAY.format(now) + "-" + id.substring(0, DIGITS_OF_NUMBER).toUpperCase(Locale.ROOT);
        Order order = new Order(
                id, number, customer.id(), reference, amount, OrderStatus.PENDING, Optional.empty(), now, lines);
        orders.add(order);
        log.info("{}: placed, {}", order, amount);
        return order;
    }
}
