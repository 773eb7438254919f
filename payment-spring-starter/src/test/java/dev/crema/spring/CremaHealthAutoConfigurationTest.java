package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.Payments;
import dev.crema.ledger.sql.Durability;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CremaHealthAutoConfigurationTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    CremaAutoConfiguration.class,
                    CremaHealthAutoConfiguration.class))
            .withPropertyValues("crema.workers=0", "spring.datasource.generate-unique-name=true");

    @Test
    void healthIsUpWhileTheDatabaseAnswers() {
        application.run(context -> assertThat(context.getBean("cremaHealthIndicator", HealthIndicator.class)
                        .health())
                .isEqualTo(Health.up()
                        .withDetail("durability", Durability.Level.IN_MEMORY)
                        .build()));
    }

    @Test
    void F11_healthIsDegradedWhileAcknowledgedCommitsMayBeLost(@TempDir Path folder) {
        application
                .withPropertyValues("spring.datasource.url=jdbc:h2:file:" + folder.resolve("shop"))
                .withPropertyValues("crema.allow-non-durable=true")
                .run(context -> {
                    Health health = context.getBean("cremaHealthIndicator", HealthIndicator.class)
                            .health();
                    assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
                    assertThat(health.getDetails()).isEqualTo(Map.of("durability", Durability.Level.NON_DURABLE));
                });
    }

    @Test
    void A30_healthIsDownWhenTheDatabaseDoesNotAnswerAndSaysNoMoreThanThat() {
        application.run(context -> {
            context.getBean(HikariDataSource.class).close();

            Health health = context.getBean("cremaHealthIndicator", HealthIndicator.class)
                    .health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).isEqualTo(Map.of("failure", "STORAGE"));
        });
    }

    @Test
    void healthCanBeTakenOut() {
        application
                .withPropertyValues("management.health.crema.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(HealthIndicator.class)
                        .hasSingleBean(Payments.class));
    }

    @Test
    void withoutBootsHealthPaymentsRunAllTheSame() {
        application
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Payments.class));
    }
}
