package dev.crema.spring;

import dev.crema.Payments;
import dev.crema.WhenDown;
import dev.crema.channel.Channel;
import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.Bookkeeper;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PostingRules;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.WhenRiskDown;
import java.time.Clock;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Makes {@link Payments}, the {@link Books} they are kept in and the {@link Ledger} beneath them out of the
 * application's {@link DataSource}, as {@code crema.*} says. Called inside a transaction of the application, all three
 * take part in it. A bean of the application's own takes the place of each.
 *
 * <p>Used if present: a {@link Clock}, a {@link ChartOfAccounts} and a {@link PostingRules} bean; all {@link Channel} beans, beside those of the
 * configuration; all {@link RiskCheck} beans, with one {@link
 * WhenRiskDown} for them; all {@link PaymentsCustomizer} beans; {@link CremaDataSource} where there are several data sources.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration", // Boot 4
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration" // Boot 3.5
        })
@ConditionalOnBean(DataSource.class)
@ConditionalOnProperty(prefix = CremaProperties.PREFIX, name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(CremaProperties.class)
public class CremaAutoConfiguration {

    @Bean
    SpringTransactions cremaTransactions(
            ListableBeanFactory beans,
            @CremaDataSource ObjectProvider<DataSource> marked,
            ObjectProvider<DataSource> dataSources) {
        DataSource only = marked.getIfAvailable(dataSources::getIfUnique);
        if (only == null) {
            throw new ConfigurationException("data source: there are several, "
                    + String.join(
                            ", ",
                            new TreeSet<>(beans.getBeansOfType(DataSource.class).keySet()))
                    + ", and none is primary; mark the one that payments are kept in as @CremaDataSource, or one as"
                    + " @Primary");
        }
        return new SpringTransactions(only);
    }

    /** All managers are there by then, and no transaction of the application's has begun yet. */
    @Bean
    SmartInitializingSingleton cremaTransactionsSeen(ListableBeanFactory beans, SpringTransactions transactions) {
        return () ->
                BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, ConfigurableTransactionManager.class)
                        .values()
                        .stream()
                        .filter(PlatformTransactionManager.class::isInstance)
                        .forEach(manager -> manager.addListener(transactions));
    }

    /** After the application's own migrations: they may insist on finding the database empty. */
    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    Books cremaBooks(
            SpringTransactions transactions,
            CremaProperties properties,
            ObjectProvider<Clock> clocks,
            ObjectProvider<ChartOfAccounts> charts,
            ObjectProvider<PostingRules> rules) {
        CremaProperties.Ledger ledger = properties.ledger();
        ChartOfAccounts chart = refusing(
                "ledger.chart",
                () -> charts.getIfAvailable(ChartOfAccounts::standard).with(ledger.chart()));
        BooksOptions options = BooksOptions.DEFAULT
                .joining(transactions)
                .clock(clocks.getIfAvailable(Clock::systemUTC))
                .chart(chart)
                .rules(refusing(
                        "ledger.rules",
                        () -> rules.getIfAvailable(PostingRules::standard).with(chart, ledger.rules())));
        options = properties.schema().create() ? options.creatingSchema() : options;
        options = properties.allowNonDurable() ? options.allowingNonDurable() : options;
        return open(transactions.dataSource(), options);
    }

    private static <T> T refusing(String property, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(CremaProperties.PREFIX + "." + property + ": " + e.getMessage(), e);
        }
    }

    private static Books open(DataSource dataSource, BooksOptions options) {
        try {
            return Books.on(dataSource, options);
        } catch (ConfigurationException e) {
            // The remedy as it is written here.
            String message = String.valueOf(e.getMessage())
                    .replace("set allowNonDurable", "set " + CremaProperties.PREFIX + ".allow-non-durable=true");
            throw new ConfigurationException(message, e);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    Ledger cremaLedger(Books books) {
        return books.ledger();
    }

    /** Who folds, posts what was enqueued and ends holds: one that starts and stops with the application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Bookkeeper.class)
    static class BookkeeperConfiguration {

        @Bean
        Bookkeeper cremaBookkeeper(Ledger ledger) {
            return Bookkeeper.of(ledger);
        }

        @Bean
        BookkeeperLifecycle cremaBookkeeperLifecycle(Bookkeeper bookkeeper, CremaProperties properties) {
            return new BookkeeperLifecycle(bookkeeper, properties.workers() > 0);
        }
    }

    @Bean
    ListenerMethods cremaListenerMethods(ConfigurableListableBeanFactory beans) {
        return new ListenerMethods(beans);
    }

    /** The payments and the workers that carry on with them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Payments.class)
    static class PaymentsConfiguration {

        @Bean
        WorkGate cremaWorkGate() {
            return new WorkGate();
        }

        @Bean
        Payments cremaPayments(
                Books books,
                WorkGate gate,
                ListenerMethods listeners,
                CremaProperties properties,
                ApplicationContext application,
                ObjectProvider<Clock> clocks,
                ObjectProvider<Channel> channels,
                ObjectProvider<RiskCheck> risks,
                ObjectProvider<WhenRiskDown> whenRiskDown,
                ObjectProvider<PaymentsCustomizer> customizers) {
            Clock clock = clocks.getIfAvailable(Clock::systemUTC);
            Payments.Builder payments = Payments.with(gate.before(books)).clock(clock);
            apply(properties, payments);
            ConfiguredChannels.found(application.getClassLoader(), clock)
                    .make(properties.channels())
                    .forEach(channel -> naming("channels." + channel.name() + ": ", () -> payments.channel(channel)));
            channels.orderedStream().forEach(payments::channel);
            WhenRiskDown otherwise = whenRiskDown.getIfAvailable(WhenRiskDown::refuse);
            risks.orderedStream().forEach(check -> payments.risk(check, otherwise));
            payments.onEvents(listeners.connected(ListenerKind.PAYMENT));
            payments.onTrades(listeners.connected(ListenerKind.TRADE));
            customizers.orderedStream().forEach(customizer -> customizer.customize(payments));
            return payments.start();
        }

        private static void apply(CremaProperties properties, Payments.Builder payments) {
            // What the builder refuses of these it names as its own setting, which is called the same here.
            naming("", () -> payments.workers(properties.workers()));
            naming("work.", () -> payments.listenerThreads(properties.work().listenerThreads()));
            naming("work.", () -> payments.keep(properties.work().keep()));
            naming("work.", () -> payments.protection(properties.work().protection()));
            properties.work().refuseWhenDown().forEach(channel -> payments.whenDown(channel, WhenDown.REFUSE));
            naming("", () -> payments.lease(properties.lease()));
            naming("", () -> payments.grace(properties.grace()));
            naming("", () -> payments.reviewWithin(properties.reviewWithin()));
            properties.largestAmounts().forEach(payments::largest);
            naming("refunds: ", () -> payments.refunds(properties.refundRules()));
            naming("trade.plans: ", () -> payments.plans(properties.trade().planRules()));
            naming("trade.routes: ", () -> payments.routes(properties.trade().routeRules()));
        }

        private static void naming(String property, Runnable setting) {
            try {
                setting.run();
            } catch (ConfigurationException e) {
                throw new ConfigurationException(CremaProperties.PREFIX + "." + property + e.getMessage(), e);
            }
        }

        @Bean
        PaymentsLifecycle cremaPaymentsLifecycle(ApplicationContext application, WorkGate gate, Payments payments) {
            return new PaymentsLifecycle(application, gate, payments);
        }
    }
}
