package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.Payments;
import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.channel.balance.BalanceChannel;
import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.RiskUnavailableException;
import dev.crema.ledger.Bookkeeper;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.RiskDecision;
import dev.crema.risk.RiskFacts;
import dev.crema.risk.WhenRiskDown;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

class CremaAutoConfigurationTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    DataSourceInitializationAutoConfiguration.class,
                    CremaAutoConfiguration.class))
            .withPropertyValues("crema.workers=0", "spring.datasource.generate-unique-name=true");

    private static final String[] SANDBOX = {
        "crema.channels.play.type=sandbox", "crema.channels.play.settings.permitted=true"
    };

    private static TopUp topUp(String reference) {
        return TopUp.of(reference).amount("CNY", "18.50").into("merchant:cafe").through("play");
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(AssertableApplicationContext context) {
        Throwable cause = context.getStartupFailure();
        assertThat(cause).as("the context refuses to start").isNotNull();
        while (cause != null && !(cause instanceof ConfigurationException)) {
            cause = cause.getCause();
        }
        return assertThat(Optional.ofNullable(cause).orElse(context.getStartupFailure()))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void bothConfigurationsAreOfferedToBoot() {
        assertThat(ImportCandidates.load(org.springframework.boot.autoconfigure.AutoConfiguration.class, null))
                .contains(CremaAutoConfiguration.class.getName(), CremaHealthAutoConfiguration.class.getName());
    }

    @Test
    void aDataSourceIsAllItTakes() {
        application.run(context -> {
            assertThat(context)
                    .hasSingleBean(Payments.class)
                    .hasSingleBean(Books.class)
                    .hasSingleBean(Ledger.class);
            assertThat(context.getBean(Payments.class).runDue()).isZero();
        });
    }

    @Test
    void whatIsEnqueuedIsPostedByItselfWhereThereAreWorkers() {
        application.withPropertyValues("crema.workers=1").run(context -> {
            Ledger ledger = context.getBean(Ledger.class);
            ledger.open(Account.asset("bank", "CNY"), Account.liability("wallet:ann", "CNY"));
            Money amount = Money.of("CNY", "1.00");
            ledger.postLater(Journal.of("later")
                    .debit("bank", amount)
                    .credit("wallet:ann", amount)
                    .balanced());
            Instant end = Instant.now().plusSeconds(30);
            while (ledger.journal(new Reference("later")).isEmpty()
                    && Instant.now().isBefore(end)) {
                Thread.onSpinWait();
            }
            assertThat(ledger.balance("wallet:ann").balance()).isEqualTo(amount);
        });
    }

    @Test
    void aBookkeeperOfTheApplicationsOwnIsLeftToIt() {
        application
                .withBean(
                        "mine",
                        Bookkeeper.class,
                        () -> Bookkeeper.of(
                                Ledger.createOn(TestDatabase.Kind.H2.create().dataSource())))
                .run(context ->
                        assertThat(context).hasSingleBean(Bookkeeper.class).doesNotHaveBean(BookkeeperLifecycle.class));
    }

    @Test
    void theTablesAreCreated() {
        application.run(context -> assertThat(tables(context)).contains("crema_payment", "crema_account"));
    }

    private static List<String> tables(AssertableApplicationContext context) {
        return new JdbcTemplate(context.getBean(DataSource.class))
                .queryForList("select lower(table_name) from information_schema.tables", String.class);
    }

    @Test
    void tablesThatMustBeThereAreMissedByName() {
        application
                .withPropertyValues("crema.schema.create=false")
                .run(context -> assertRefused(context)
                        .hasMessageStartingWith("schema: ")
                        .hasMessageContaining("set crema.schema.create=true"));
    }

    @Test
    void F11_aDatabaseThatMayLoseCommitsIsRefusedWithThePropertyThatAllowsIt(@TempDir Path folder) {
        ApplicationContextRunner delaying =
                application.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + folder.resolve("shop"));

        delaying.run(context -> assertRefused(context)
                .hasMessageContaining("WRITE_DELAY=0")
                .hasMessageContaining("set crema.allow-non-durable=true"));
        delaying.withPropertyValues("crema.allow-non-durable=true")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void withoutADataSourceThereIsNothingToWire() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CremaAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Payments.class));
    }

    @Test
    void switchedOffNothingIsWired() {
        application
                .withPropertyValues("crema.enabled=false", "crema.workers=-1")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Payments.class));
    }

    @Test
    void severalDataSourcesWithoutAMarkAreRefused() {
        application
                .withBean(
                        "first",
                        DataSource.class,
                        () -> TestDatabase.Kind.H2.create().dataSource())
                .withBean(
                        "second",
                        DataSource.class,
                        () -> TestDatabase.Kind.H2.create().dataSource())
                .run(context -> assertRefused(context)
                        .hasMessage(
                                "data source: there are several, first, second, and none is primary; mark the one that"
                                        + " payments are kept in as @CremaDataSource, or one as @Primary"));
    }

    @Test
    void ofSeveralDataSourcesThePrimaryOneIsUsed() {
        try (TestDatabase first = TestDatabase.Kind.H2.create();
                TestDatabase second = TestDatabase.Kind.H2.create()) {
            application
                    .withBean("first", DataSource.class, first::dataSource, CremaAutoConfigurationTest::keepOpen)
                    .withBean("second", DataSource.class, second::dataSource, definition -> {
                        keepOpen(definition);
                        definition.setPrimary(true);
                    })
                    .run(context -> assertThat(tables(context)).contains("crema_payment"));
            assertThat(new JdbcTemplate(first.dataSource())
                            .queryForList(
                                    "select table_name from information_schema.tables"
                                            + " where lower(table_name) like 'crema%'",
                                    String.class))
                    .isEmpty();
        }
    }

    private static void keepOpen(BeanDefinition definition) {
        definition.setDestroyMethodName("");
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {
        @Bean(destroyMethod = "close")
        TestDatabase main() {
            return TestDatabase.Kind.H2.create();
        }

        @Bean(destroyMethod = "close")
        TestDatabase money() {
            return TestDatabase.Kind.H2.create();
        }

        @Bean(destroyMethod = "")
        @org.springframework.context.annotation.Primary
        DataSource mainDataSource(TestDatabase main) {
            return main.dataSource();
        }

        @Bean(destroyMethod = "")
        @CremaDataSource
        DataSource moneyDataSource(TestDatabase money) {
            return money.dataSource();
        }
    }

    @Test
    void ofSeveralDataSourcesTheMarkedOneIsUsed() {
        application.withUserConfiguration(TwoDataSources.class).run(context -> {
            assertThat(tables(context)).doesNotContain("crema_payment");
            assertThat(new JdbcTemplate(context.getBean("moneyDataSource", DataSource.class))
                            .queryForObject("select count(*) from crema_payment", Integer.class))
                    .isZero();
        });
    }

    @Test
    void theHostsOwnBooksTakeThePlaceOfOurs() {
        try (TestDatabase own = TestDatabase.Kind.H2.create()) {
            Books books = Books.on(own.dataSource(), BooksOptions.DEFAULT.creatingSchema());
            application.withBean(Books.class, () -> books).run(context -> {
                assertThat(context.getBean(Books.class)).isSameAs(books);
                assertThat(context.getBean(Ledger.class)).isSameAs(books.ledger());
                assertThat(tables(context)).doesNotContain("crema_payment");
            });
        }
    }

    @Test
    void theHostsOwnPaymentsTakeThePlaceOfOurs() {
        try (TestDatabase own = TestDatabase.Kind.H2.create()) {
            Payments payments = Payments.with(Books.on(own.dataSource(), BooksOptions.DEFAULT.creatingSchema()))
                    .workers(0)
                    .start();
            application
                    .withBean(Payments.class, () -> payments)
                    .run(context -> assertThat(context.getBean(Payments.class)).isSameAs(payments));
        }
    }

    @Test
    void aChannelOfTheConfigurationMovesMoney() {
        application.withPropertyValues(SANDBOX).run(context -> {
            Payment payment = context.getBean(Payments.class).topUp(topUp("order-1"));

            assertThat(payment.state()).isEqualTo(PaymentState.SUCCEEDED);
            assertThat(context.getBean(Ledger.class).balance("merchant:cafe").balance())
                    .isEqualTo(payment.amount());
        });
    }

    @Test
    void aChannelBeanIsAddedToThoseOfTheConfiguration() {
        application
                .withPropertyValues(SANDBOX)
                .withBean(BalanceChannel.class, () -> new BalanceChannel("points", Set.of(Currency.of("BEANS/0"))))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void twoChannelsOfOneNameAreRefused() {
        application
                .withPropertyValues(SANDBOX)
                .withBean(BalanceChannel.class, () -> new BalanceChannel("play", Set.of()))
                .run(context ->
                        assertRefused(context).hasMessage("channel play is configured twice; give each its own name"));
    }

    @Test
    void anUnknownTypeOfChannelIsRefusedByItsProperty() {
        application
                .withPropertyValues("crema.channels.main.type=sandbx")
                .run(context -> assertRefused(context)
                        .hasMessageStartingWith(
                                "crema.channels.main.type: \"sandbx\" is no type of channel here; give one of "));
    }

    @Test
    void aMalformedNameOfAChannelIsRefusedByItsProperty() {
        application
                .withPropertyValues("crema.channels.Main_1.type=balance")
                .run(context -> assertRefused(context)
                        .hasMessageStartingWith("crema.channels.Main_1: channel name \"Main_1\": give 1 to 32 "));
    }

    @Test
    void aSandboxWithoutPermissionIsRefused() {
        application
                .withPropertyValues("crema.channels.play.type=sandbox")
                .run(context -> assertRefused(context)
                        .hasMessageStartingWith("crema.channels.play: sandbox: permitted is not true."));
    }

    @Test
    void numbersThatMakeNoSenseAreRefusedByTheirProperty() {
        application
                .withPropertyValues("crema.workers=-1")
                .run(context ->
                        assertRefused(context).hasMessage("crema.workers: -1 is negative; give 0 or more threads"));
        application
                .withPropertyValues("crema.lease=10ms")
                .run(context -> assertRefused(context)
                        .hasMessage("crema.lease: PT0.01S is too short; give more than the longest call of a channel"));
        application
                .withPropertyValues("crema.grace=-1s")
                .run(context -> assertRefused(context).hasMessage("crema.grace: PT-1S is negative; give zero or more"));
    }

    @Test
    void theLargestAmountOfTheConfigurationIsKept() {
        application
                .withPropertyValues(SANDBOX)
                .withPropertyValues("crema.largest.CNY=18.49")
                .run(context -> {
                    Payments payments = context.getBean(Payments.class);
                    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> payments.topUp(topUp("order-1"))))
                            .isInstanceOf(AmountExceededException.class);
                });
    }

    @Test
    void aChartOfTheHostsOwnSaysWhatItsAccountsAre() {
        application
                .withPropertyValues(SANDBOX)
                .withBean(
                        ChartOfAccounts.class,
                        () -> ChartOfAccounts.standard().restricted("till", AccountKind.LIABILITY))
                .run(context -> {
                    Payment payment = context.getBean(Payments.class)
                            .topUp(TopUp.of("order-1")
                                    .amount("CNY", "1.00")
                                    .into("till:one")
                                    .through("play"));
                    assertThat(context.getBean(Ledger.class).balance("till:one").balance())
                            .isEqualTo(payment.amount());
                });
    }

    @Test
    void theChartAndTheRulesOfTheConfigurationAreKept() {
        application
                .withPropertyValues(SANDBOX)
                .withPropertyValues(
                        "crema.ledger.chart.till.kind=asset",
                        "crema.ledger.chart.till.never-below-zero=false",
                        "crema.ledger.rules.top-up.succeeded[0].debit=till:{channel}:{currency}",
                        "crema.ledger.rules.top-up.succeeded[0].amount=gross",
                        "crema.ledger.rules.top-up.succeeded[1].credit={into}",
                        "crema.ledger.rules.top-up.succeeded[1].amount=gross")
                .run(context -> {
                    Payment payment = context.getBean(Payments.class).topUp(topUp("order-1"));
                    assertThat(context.getBean(Ledger.class)
                                    .balance("till:play:CNY")
                                    .balance())
                            .isEqualTo(payment.amount());
                    assertThat(context.getBean(Books.class).rules().describe()).contains("till:{channel}:{currency}");
                });
    }

    @Test
    void aRuleThatDoesNotBalanceIsRefusedByItsProperty() {
        application
                .withPropertyValues(
                        "crema.ledger.rules.fee.charged[0].debit={from}",
                        "crema.ledger.rules.fee.charged[0].amount=amount")
                .run(context -> assertRefused(context)
                        .hasMessageStartingWith("crema.ledger.rules: rule fee.charged, line 1 (debit {from} amount)")
                        .hasMessageContaining("does not balance"));
        application
                .withPropertyValues("crema.ledger.chart.till.kind=cash")
                .run(context ->
                        assertRefused(context).hasMessageStartingWith("crema.ledger.chart: chart, family till"));
    }

    @Test
    void theClockOfTheHostIsKept() {
        SettableClock clock = SettableClock.at("2020-02-02T00:00:00Z");
        application
                .withPropertyValues(SANDBOX)
                .withBean(Clock.class, () -> clock)
                .run(context -> assertThat(context.getBean(Payments.class)
                                .topUp(topUp("order-1"))
                                .createdAt())
                        .isEqualTo(clock.instant()));
    }

    @Test
    void aCustomizerHasTheLastWord() {
        application
                .withPropertyValues("crema.workers=3")
                .withBean(
                        PaymentsCustomizer.class,
                        () -> payments -> payments.channel(new BalanceChannel("points", Set.of()))
                                .workers(0))
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static RiskCheck broken() {
        return new RiskCheck() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public RiskDecision judge(RiskFacts facts) {
                throw new IllegalStateException("no connection");
            }
        };
    }

    @Test
    void aRiskCheckOfTheHostIsAskedAndARuleSaysWhatHappensWhileItIsDown() {
        application
                .withPropertyValues(SANDBOX)
                .withBean(RiskCheck.class, CremaAutoConfigurationTest::broken)
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Payments.class).topUp(topUp("order-1")))
                        .isInstanceOf(RiskUnavailableException.class));
        application
                .withPropertyValues(SANDBOX)
                .withBean(RiskCheck.class, CremaAutoConfigurationTest::broken)
                .withBean(WhenRiskDown.class, WhenRiskDown::hold)
                .run(context -> assertThat(context.getBean(Payments.class)
                                .topUp(topUp("order-1"))
                                .isHeldBack())
                        .isTrue());
    }

    @Test
    void theHostsMigrationsFindTheDatabaseWithoutOurTables() {
        application
                .withPropertyValues(
                        "spring.sql.init.mode=always", "spring.sql.init.schema-locations=classpath:hosts-migration.sql")
                .run(context -> assertThat(new JdbcTemplate(context.getBean(DataSource.class))
                                .queryForObject("select tables_found from hosts_migration", Integer.class))
                        .isZero());
    }

    @Test
    void transactionsOfTheHostAreSeenByTheLibrary() {
        application.run(context -> {
            AtomicReference<Boolean> open = new AtomicReference<>();
            new org.springframework.transaction.support.TransactionTemplate(
                            context.getBean(org.springframework.transaction.PlatformTransactionManager.class))
                    .executeWithoutResult(status ->
                            open.set(context.getBean(HostTransaction.class).isOpen()));
            assertThat(open).hasValue(true);
        });
    }
}
