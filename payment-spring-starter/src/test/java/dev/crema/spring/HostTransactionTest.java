package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crema.Payments;
import dev.crema.SettableClock;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.StorageException;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.PaymentState;
import dev.crema.spring.Shop.Orders;
import dev.crema.spring.Shop.Story;
import dev.crema.spring.Shop.WatchedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the host and the library write together becomes true together or not at all. */
@OnEachDatabase
class HostTransactionTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestDatabase database;
    /** Different in each test, which share the database. */
    private final String order = "order-" + COUNT.incrementAndGet();

    private ConfigurableApplicationContext application;
    private Payments payments;
    private Orders orders;
    private Story story;

    HostTransactionTest(TestDatabase database) {
        this.database = database;
    }

    /** What the tests of other kinds of host differ in. */
    DataSource dataSource(TestDatabase database) {
        return database.dataSource();
    }

    List<Class<?>> configurations() {
        return List.of(Shop.class);
    }

    @BeforeEach
    void start() {
        new JdbcTemplate(database.dataSource()).execute(Orders.TABLE);
        DataSource dataSource = dataSource(database);
        application = new SpringApplicationBuilder(configurations().toArray(Class<?>[]::new))
                .web(WebApplicationType.NONE)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(
                                "dataSource",
                                DataSource.class,
                                () -> dataSource,
                                definition -> definition.setDestroyMethodName("")))
                .properties("crema.workers=0", "spring.main.banner-mode=off")
                .run();
        payments = application.getBean(Payments.class);
        orders = application.getBean(Orders.class);
        story = application.getBean(Story.class);
        orders.fund(Shop.CAFE, "cafe-" + order, "100.00");
        orders.fund(Shop.BAR, "bar-" + order, "100.00");
        runDue();
        story.begin();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private void runDue() {
        while (payments.runDue() > 0) {}
    }

    private Money available() {
        return application.getBean(Ledger.class).balance(Shop.CAFE).available();
    }

    private Money balance() {
        return application.getBean(Ledger.class).balance(Shop.CAFE).balance();
    }

    private int callsOfTheBank() {
        return application.getBean(WatchedChannel.class).sandbox().provider().orders();
    }

    /** How many rows each of the library's tables has. */
    private Map<String, Integer> rows() {
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        Map<String, Integer> rows = new TreeMap<>();
        for (String table : jdbc.queryForList(
                "select table_name from information_schema.tables where lower(table_name) like 'crema%'",
                String.class)) {
            rows.put(table, jdbc.queryForObject("select count(*) from " + table, Integer.class));
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    @Test
    void F17_anOrderThatIsRolledBackTakesItsPaymentWithIt() {
        Map<String, Integer> before = rows();
        Money availableBefore = available();
        int callsBefore = callsOfTheBank();

        assertThatThrownBy(() -> orders.place(order, "18.50", () -> {
                    assertThat(available()).isEqualTo(availableBefore.minus(Money.of("CNY", "18.50")));
                    assertThat(payments.payment(Form.WITHDRAWAL, order)).isPresent();
                    throw new IllegalStateException("the host changed its mind");
                }))
                .hasMessage("the host changed its mind");
        runDue();

        assertThat(orders.names()).doesNotContain(order);
        assertThat(payments.payment(Form.WITHDRAWAL, order)).isEmpty();
        assertThat(available()).isEqualTo(availableBefore);
        assertThat(rows()).isEqualTo(before);
        assertThat(callsOfTheBank()).isEqualTo(callsBefore);
        assertThat(story.lines()).containsExactly("placed " + order + " CREATED");
    }

    @Test
    void F17_anOrderThatIsCommittedIsPaidAfterTheCommitAndNotBefore() {
        Money balanceBefore = balance();
        orders.place(order, "18.50", () -> {
            assertThat(CompletableFuture.supplyAsync(payments::runDue).join())
                    .as("work that others see before the commit")
                    .isZero();
            committing();
        });
        story.tell("returned");
        runDue();

        assertThat(story.lines())
                .containsExactly(
                        "placed " + order + " CREATED",
                        "before the commit",
                        "after the commit",
                        "returned",
                        "sent " + order,
                        "told " + order);
        assertThat(orders.state(order)).isEqualTo("PaymentSucceeded");
        assertThat(payments.payment(Form.WITHDRAWAL, order).orElseThrow().state())
                .isEqualTo(PaymentState.SUCCEEDED);
        assertThat(balance()).isEqualTo(balanceBefore.minus(Money.of("CNY", "18.50")));
        assertThat(available()).isEqualTo(balance());
    }

    private void committing() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                story.tell("before the commit");
            }

            @Override
            public void afterCommit() {
                story.tell("after the commit");
            }
        });
    }

    @Test
    void F17_aRefusalThatTheHostCatchesLeavesNothingHalfWritten() {
        Map<String, Integer> before = rows();
        Money availableBefore = available();

        orders.place(order, "1.00", () -> {
            assertThatThrownBy(() -> orders.pay("too-much-" + order, "1000000.00"))
                    .isInstanceOf(InsufficientFundsException.class);
            // The transaction is still good for more, of the host's and of ours.
            assertThat(orders.names()).contains(order);
            orders.pay("second-" + order, "2.00");
        });
        Map<String, Integer> after = rows();
        runDue();

        assertThat(payments.payment(Form.WITHDRAWAL, "too-much-" + order)).isEmpty();
        assertThat(available()).isEqualTo(availableBefore.minus(Money.of("CNY", "3.00")));
        assertThat(count(after, "crema_payment") - count(before, "crema_payment"))
                .isEqualTo(2);
        assertThat(count(after, "crema_hold") - count(before, "crema_hold")).isEqualTo(2);
        assertThat(count(after, "crema_task") - count(before, "crema_task")).isEqualTo(2);
        assertThat(story.lines())
                .contains("sent " + order, "sent second-" + order)
                .doesNotContain("sent too-much");
    }

    private static int count(Map<String, Integer> rows, String table) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().equalsIgnoreCase(table))
                .mapToInt(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTransactionOfItsOwnKeepsItsPaymentWhenTheOuterOneIsRolledBack() {
        assertThatThrownBy(() -> orders.place(order, "1.00", () -> {
                    orders.placeApart("apart-" + order, "2.00", () -> {});
                    throw new IllegalStateException("only the outer one");
                }))
                .hasMessage("only the outer one");
        runDue();

        assertThat(orders.names()).contains("apart-" + order).doesNotContain(order);
        assertThat(story.lines()).contains("sent apart-" + order).doesNotContain("sent " + order);
        assertThat(payments.payment(Form.WITHDRAWAL, order)).isEmpty();
    }

    @Test
    void aTransactionOfItsOwnThatIsRolledBackLeavesTheOuterPaymentAlone() {
        orders.place(
                order,
                "1.00",
                () -> assertThatThrownBy(() -> orders.placeApart("apart-" + order, "2.00", () -> {
                            throw new IllegalStateException("only the inner one");
                        }))
                        .hasMessage("only the inner one"));
        runDue();

        assertThat(orders.names()).contains(order).doesNotContain("apart-" + order);
        assertThat(story.lines()).contains("sent " + order).doesNotContain("sent apart-" + order);
    }

    @Test
    void aPaymentMadeAfterTheCommitIsSentAtOnceAndStays() {
        orders.place(
                order,
                "1.00",
                () -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        orders.pay("afterwards-" + order, "2.00");
                        story.tell("answered");
                    }
                }));

        assertThat(story.lines()).contains("sent afterwards-" + order, "answered");
        assertThat(payments.payment(Form.WITHDRAWAL, "afterwards-" + order)
                        .orElseThrow()
                        .state())
                .isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void aPaymentWithoutATransactionIsSentAtOnce() {
        assertThat(orders.pay(order, "1.00").state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(story.lines()).containsExactly("sent " + order);
    }

    @Test
    void aPaymentInATransactionThatMayOnlyReadIsRefusedWholeByADatabaseThatMindsIt() {
        Map<String, Integer> before = rows();

        Throwable refusal = catchThrowable(() -> orders.payWhileReadingOnly(order, "1.00"));

        if (database.kind() == TestDatabase.Kind.H2) {
            assertThat(refusal).as("H2 takes no notice").isNull();
            assertThat(payments.payment(Form.WITHDRAWAL, order)).isPresent();
        } else {
            assertThat(refusal).isInstanceOf(StorageException.class);
            assertThat(rows()).isEqualTo(before);
        }
    }

    @Test
    void whatAListenerWritesIsUndoneWhenItThrowsAndDoneWhenItIsToldAgain() {
        orders.place(order, "1.00", () -> {});
        orders.refuseEvents(true);
        runDue();
        assertThat(story.lines()).containsExactly("placed " + order + " CREATED", "sent " + order);
        assertThat(orders.state(order)).isEqualTo("NEW");

        orders.refuseEvents(false);
        application.getBean(SettableClock.class).advance(Duration.ofHours(1));
        runDue();

        assertThat(story.lines()).endsWith("sent " + order, "told " + order);
        assertThat(orders.state(order)).isEqualTo("PaymentSucceeded");
    }
}
