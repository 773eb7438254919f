package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.Payments;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentSucceeded;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.TopUp;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

class PaymentsLifecycleTest {
    private final TestDatabase database = TestDatabase.Kind.H2.create();

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceTransactionManagerAutoConfiguration.class, CremaAutoConfiguration.class})
    static class Host {}

    @AfterEach
    void close() {
        database.close();
    }

    private ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
        return new SpringApplicationBuilder(Host.class, configuration)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(
                                DataSource.class, () -> database.pool(settings -> settings.setMaximumPoolSize(4))))
                .properties("crema.channels.play.type=sandbox", "crema.channels.play.settings.permitted=true")
                .properties("spring.main.banner-mode=off")
                .properties(properties)
                .run();
    }

    private static void topUp(ConfigurableApplicationContext application, String reference) {
        application
                .getBean(Payments.class)
                .topUp(TopUp.of(reference)
                        .amount("CNY", "1.00")
                        .into("merchant:cafe")
                        .through("play"));
    }

    /** Something to be told that nobody has been told of yet. */
    private void leaveAnEventBehind() {
        try (ConfigurableApplicationContext application = start(Host.class, "crema.workers=0")) {
            topUp(application, "before-the-restart");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Eager {
        final AtomicInteger early = new AtomicInteger(-1);

        @OnPayment
        void ended(PaymentEvent event) {}

        @Bean
        SmartInitializingSingleton eager(Payments payments) {
            return () -> early.set(payments.runDue());
        }
    }

    @Test
    void nothingIsDueBeforeTheApplicationIsReady() {
        leaveAnEventBehind();

        try (ConfigurableApplicationContext application = start(Eager.class, "crema.workers=0")) {
            assertThat(application.getBean(Eager.class).early).hasValue(0);
            assertThat(application.getBean(Payments.class).runDue()).isEqualTo(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Told {
        @OnPayment
        void ended(PaymentEvent event) {}
    }

    @Test
    void anApplicationThatPausesClaimsNothingUntilItGoesOn() {
        leaveAnEventBehind();

        try (ConfigurableApplicationContext application = start(Told.class, "crema.workers=0")) {
            Payments payments = application.getBean(Payments.class);
            application.stop();
            assertThat(payments.runDue()).isZero();
            application.start();
            assertThat(payments.runDue()).isEqualTo(1);
        }
    }

    /** A listener that takes its time, as the test says, and needs the database at the end of it. */
    @Configuration(proxyBeanMethods = false)
    static class Listening implements SmartLifecycle {
        final CountDownLatch told = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final CountDownLatch done = new CountDownLatch(1);
        final CountDownLatch stopped = new CountDownLatch(1);

        private final DataSource dataSource;

        Listening(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @OnPayment
        void paid(PaymentSucceeded event) throws InterruptedException {
            told.countDown();
            assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
            new JdbcTemplate(dataSource).queryForObject("select count(*) from crema_payment", Integer.class);
            done.countDown();
        }

        @Override
        public int getPhase() {
            return 0;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public boolean isRunning() {
            return stopped.getCount() > 0;
        }
    }

    @Test
    void workersDeliverWhatWasLeftBehindByThemselves() throws Exception {
        leaveAnEventBehind();

        try (ConfigurableApplicationContext application = start(Listening.class)) {
            Listening listening = application.getBean(Listening.class);
            listening.goOn.countDown();
            assertThat(listening.done.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatAWorkerIsInTheMiddleOfIsFinishedBeforeAnythingElseStops() throws Exception {
        leaveAnEventBehind();
        ConfigurableApplicationContext application = start(Listening.class);
        Listening listening = application.getBean(Listening.class);
        assertThat(listening.told.await(30, TimeUnit.SECONDS)).isTrue();

        Thread closing = new Thread(application::close, "closing");
        closing.start();
        while (!isWaitingForPayments(closing)) {
            assertThat(listening.stopped.getCount())
                    .as("stopped, with a listener in the middle of its work")
                    .isPositive();
            Thread.onSpinWait();
        }
        listening.goOn.countDown();
        closing.join(30_000);

        assertThat(listening.done.getCount()).isZero();
        assertThat(listening.stopped.getCount()).isZero();
        try (ConfigurableApplicationContext next = start(Host.class, "crema.workers=0")) {
            assertThat(next.getBean(Payments.class).runDue())
                    .as("delivered for good")
                    .isZero();
        }
    }

    private static boolean isWaitingForPayments(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Payments.class.getName())
                        && frame.getMethodName().equals("close"));
    }
}
