package dev.crema.spring;

import dev.crema.Payments;
import dev.crema.ledger.Books;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Shows the health of payments as {@code crema} where the application has Boot's health (4.0 and later). Opens no
 * endpoint; {@code management.health.crema.enabled=false} takes it out.
 */
@AutoConfiguration(after = CremaAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Payments.class)
public class CremaHealthAutoConfiguration {

    @Bean
    @ConditionalOnEnabledHealthIndicator("crema")
    @ConditionalOnMissingBean(name = "cremaHealthIndicator")
    HealthIndicator cremaHealthIndicator(Payments payments, ObjectProvider<Books> books) {
        return new PaymentsHealthIndicator(payments, Optional.ofNullable(books.getIfUnique()));
    }
}
