package dev.crema.spring;

import dev.crema.Payments;
import dev.crema.failure.PaymentException;
import dev.crema.payment.Form;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** UP while the database answers as payments ask it. Says which kind of failure it was, and leaves the rest to the log. */
final class PaymentsHealthIndicator implements HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(PaymentsHealthIndicator.class);

    private final Payments payments;

    PaymentsHealthIndicator(Payments payments) {
        this.payments = payments;
    }

    @Override
    public Health health() {
        try {
            // Whether this reference was ever used does not matter: one look at an index, through all that a payment
            // needs.
            boolean used = payments.payment(Form.TRANSFER, "health").isPresent();
            log.trace("the database answered: {}", used);
            return Health.up().build();
        } catch (PaymentException e) {
            log.warn("the database does not answer", e);
            return Health.down().withDetail("failure", e.code()).build();
        }
    }
}
