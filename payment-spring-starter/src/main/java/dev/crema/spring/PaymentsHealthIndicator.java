package dev.crema.spring;

import dev.crema.Payments;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.Books;
import dev.crema.ledger.sql.Durability;
import dev.crema.payment.Form;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * UP while the database answers as payments ask it and takes what they write, DEGRADED if a commit that it acknowledges may still be lost. Of a
 * failure it says which kind it was, and leaves the rest to the log.
 */
final class PaymentsHealthIndicator implements HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(PaymentsHealthIndicator.class);
    private static final Status DEGRADED = new Status("DEGRADED");

    private final Payments payments;
    private final Optional<Books> books;

    PaymentsHealthIndicator(Payments payments, Optional<Books> books) {
        this.payments = payments;
        this.books = books;
    }

    @Override
    public Health health() {
        try {
            // Whether this reference was ever used does not matter: one look at an index, through all a payment needs.
            boolean used = payments.payment(Form.TRANSFER, "health").isPresent();
            log.trace("the database answered: {}", used);
            Optional<String> trouble = payments.trouble();
            if (trouble.isPresent()) {
                return Health.down().withDetail("failure", trouble.get()).build();
            }
            return books.map(Books::durability)
                    .map(PaymentsHealthIndicator::answering)
                    .orElseGet(Health::up)
                    .build();
        } catch (PaymentException e) {
            log.warn("the database does not answer", e);
            return Health.down().withDetail("failure", e.code()).build();
        }
    }

    private static Health.Builder answering(Durability durability) {
        Status status = switch (durability.level()) {
            case DURABLE, IN_MEMORY -> Status.UP;
            case DEGRADED, NON_DURABLE -> DEGRADED;
        };
        return Health.status(status).withDetail("durability", durability.level());
    }
}
