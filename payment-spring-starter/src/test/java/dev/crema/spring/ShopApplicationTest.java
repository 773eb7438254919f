package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.Payments;
import dev.crema.event.PaymentEvent;
import dev.crema.payment.Form;
import dev.crema.payment.PaymentState;
import dev.crema.spring.Shop.Orders;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/** The shop as it runs: Boot's own data source, threads of the library, the time of the machine. */
@SpringBootTest(
        classes = {Shop.class, ShopApplicationTest.Told.class},
        properties = {
            "spring.datasource.url=jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1",
            "crema.workers=2",
            "crema.largest.CNY=1000.00"
        })
class ShopApplicationTest {
    @Autowired
    private Orders orders;

    @Autowired
    private Payments payments;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Told told;

    @TestConfiguration(proxyBeanMethods = false)
    static class Told {
        final BlockingQueue<PaymentEvent> events = new LinkedBlockingQueue<>();

        @OnPayment
        void on(PaymentEvent event) {
            if (event.form() == Form.WITHDRAWAL) {
                events.add(event);
            }
        }

        @Bean
        @Primary
        Clock machine() {
            return Clock.systemUTC();
        }
    }

    @BeforeEach
    void tables() {
        jdbc.execute(Orders.TABLE);
    }

    @Test
    void anOrderIsPaidByTheWorkersAfterItsCommit() throws InterruptedException {
        orders.fund(Shop.CAFE, "fund-1", "100.00");
        orders.place("order-1", "18.50", () -> {});

        PaymentEvent event = told.events.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.reference()).hasToString("order-1");
        assertThat(payments.payment(Form.WITHDRAWAL, "order-1").orElseThrow().state())
                .isEqualTo(PaymentState.SUCCEEDED);
    }
}
