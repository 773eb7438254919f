package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.event.NamedListener;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentFailed;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.ConfigurationException;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradeState;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class ListenerMethodsTest {
    private static final PaymentEvent.Details DETAILS = new PaymentEvent.Details(
            PaymentId.random(new SecureRandom()),
            Scope.DEFAULT,
            new Reference("order-1"),
            Form.TOP_UP,
            Money.of("CNY", "18.50"),
            3,
            Optional.empty(),
            BusinessContext.NONE,
            Instant.parse("2026-01-01T00:00:00Z"));
    private static final PaymentEvent SUCCEEDED = PaymentEvent.of(PaymentState.SUCCEEDED, DETAILS);
    private static final PaymentEvent FAILED = PaymentEvent.of(PaymentState.FAILED, DETAILS);

    /** What the methods were told; beans are made by the container, so it is static. */
    private static final List<String> told = new ArrayList<>();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Methods.class)
            .withInitializer(context -> told.clear());

    @Configuration(proxyBeanMethods = false)
    static class Methods {
        @Bean
        ListenerMethods methods(ConfigurableListableBeanFactory beans) {
            ListenerMethods methods = new ListenerMethods(beans);
            assertThat(methods.connected(ListenerKind.PAYMENT).get())
                    .as("before the beans are there")
                    .isEmpty();
            return methods;
        }
    }

    private void told(Class<?> bean, PaymentEvent event) {
        application.withBean(bean).run(context -> tell(context.getBean(ListenerMethods.class), event));
    }

    /** Tells each listener by itself, as the library does, and throws what the first one threw. */
    private static void tell(ListenerMethods methods, PaymentEvent event) throws Exception {
        List<Exception> thrown = new ArrayList<>();
        for (NamedListener<?> listener : methods.connected(ListenerKind.PAYMENT).get()) {
            try {
                if (listener.wants(event)) {
                    listener.tell(event);
                }
            } catch (Exception e) {
                thrown.add(e);
            }
        }
        if (!thrown.isEmpty()) {
            throw thrown.get(0);
        }
    }

    private void assertRefused(Class<?> bean, String method, String problem) {
        application
                .withBean(bean)
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageStartingWith("@OnPayment method " + bean.getName() + "." + method + ": " + problem));
    }

    static class Desk {
        @OnPayment
        void paid(PaymentSucceeded event) {
            told.add("paid " + event.reference());
        }

        @OnPayment
        protected void failed(PaymentFailed event) {
            told.add("failed " + event.reference());
        }

        @OnPayment
        public void any(PaymentEvent event) {
            told.add("any " + event.reference());
        }
    }

    @Test
    void theParameterSaysWhichEventsAMethodWants() {
        told(Desk.class, SUCCEEDED);
        assertThat(told).containsExactlyInAnyOrder("paid order-1", "any order-1");

        told(Desk.class, FAILED);
        assertThat(told).containsExactlyInAnyOrder("failed order-1", "any order-1");
    }

    @Test
    void whatAMethodThrowsComesOutAsItIs() {
        assertThatThrownBy(() -> application
                        .withBean(Throwing.class)
                        .run(context -> tell(context.getBean(ListenerMethods.class), SUCCEEDED)))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("on purpose");
    }

    static class Throwing {
        @OnPayment
        void first(PaymentSucceeded event) throws java.io.IOException {
            throw new java.io.IOException("on purpose");
        }
    }

    @Test
    void oneThatThrowsKeepsNobodyElseFromBeingTold() {
        application.withBean(Throwing.class).withBean(Desk.class).run(context -> {
            ListenerMethods methods = context.getBean(ListenerMethods.class);
            assertThatThrownBy(() -> tell(methods, SUCCEEDED)).hasMessage("on purpose");
            assertThat(methods.connected(ListenerKind.PAYMENT).get())
                    .extracting(NamedListener::name)
                    .anyMatch(name -> name.endsWith(".first:PaymentSucceeded"));
        });
        assertThat(told).containsExactlyInAnyOrder("paid order-1", "any order-1");
    }

    @Test
    void aBeanThatIsNeverUsedOtherwiseIsToldToo() {
        application.withUserConfiguration(LazyDesk.class).run(context -> {
            tell(context.getBean(ListenerMethods.class), SUCCEEDED);
            assertThat(told).containsExactly("made", "paid");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyDesk {
        @Bean
        @Lazy
        Late late() {
            told.add("made");
            return new Late();
        }

        static class Late {
            @OnPayment
            void paid(PaymentSucceeded event) {
                told.add("paid");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    static class ByClass {
        @Bean
        PlatformTransactionManager manager() {
            return new NoTransactions();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class ByInterface {
        @Bean
        PlatformTransactionManager manager() {
            return new NoTransactions();
        }
    }

    /** Says that there is a transaction, which is all that the methods ask of it. */
    private static final class NoTransactions extends AbstractPlatformTransactionManager {
        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    static class TransactionalDesk {
        private final String field = "paid";

        @OnPayment
        @Transactional
        void paid(PaymentSucceeded event) {
            told.add(field + " in a transaction: " + TransactionSynchronizationManager.isActualTransactionActive());
        }
    }

    @Test
    void aMethodIsCalledThroughTheProxyOfItsBean() {
        application
                .withUserConfiguration(ByClass.class)
                .withBean(TransactionalDesk.class)
                .run(context -> tell(context.getBean(ListenerMethods.class), SUCCEEDED));

        assertThat(told).containsExactly("paid in a transaction: true");
    }

    interface Listening {
        void paid(PaymentSucceeded event);
    }

    static class ListeningDesk implements Listening {
        @Override
        @OnPayment
        @Transactional
        public void paid(PaymentSucceeded event) {
            told.add("paid in a transaction: " + TransactionSynchronizationManager.isActualTransactionActive());
        }
    }

    @Test
    void aMethodIsCalledThroughAProxyOfItsInterface() {
        application
                .withUserConfiguration(ByInterface.class)
                .withBean(ListeningDesk.class)
                .run(context -> tell(context.getBean(ListenerMethods.class), SUCCEEDED));

        assertThat(told).containsExactly("paid in a transaction: true");
    }

    static class HiddenDesk implements Runnable {
        @Override
        @Transactional
        public void run() {}

        @OnPayment
        public void paid(PaymentSucceeded event) {}
    }

    @Test
    void aMethodThatTheProxyDoesNotOfferIsRefused() {
        application
                .withUserConfiguration(ByInterface.class)
                .withBean(HiddenDesk.class)
                .run(
                        context -> assertThat(context.getStartupFailure())
                                .isInstanceOf(ConfigurationException.class)
                                .hasMessageStartingWith(
                                        "@OnPayment method " + HiddenDesk.class.getName()
                                                + ".paid: is not offered by the bean's proxy, which has only its interfaces; declare it"));
    }

    static class FinalDesk {
        @OnPayment
        final void paid(PaymentSucceeded event) {}

        @Transactional
        void other() {}
    }

    @Test
    void aFinalMethodOfAProxiedBeanIsRefused() {
        application
                .withUserConfiguration(ByClass.class)
                .withBean(FinalDesk.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageStartingWith("@OnPayment method " + FinalDesk.class.getName()
                                + ".paid: is final, so the bean's proxy cannot hand the call on; make it not final"));
        application.withBean(FinalDesk.class).run(context -> assertThat(context).hasNotFailed());
    }

    static class NoParameter {
        @OnPayment
        void paid() {}
    }

    static class TwoParameters {
        @OnPayment
        void paid(PaymentSucceeded event, String more) {}
    }

    static class OtherParameter {
        @OnPayment
        void paid(String event) {}
    }

    static class AnyObject {
        @OnPayment
        void paid(Object event) {}
    }

    @Test
    void aMethodThatDoesNotTakeOneEventIsRefused() {
        for (Class<?> bean : List.of(NoParameter.class, TwoParameters.class, OtherParameter.class, AnyObject.class)) {
            assertRefused(bean, "paid", "does not take one event; give it one parameter, a PaymentSucceeded");
        }
    }

    static class Returning {
        @OnPayment
        String paid(PaymentSucceeded event) {
            return "";
        }
    }

    @Test
    void aMethodThatReturnsSomethingIsRefused() {
        assertRefused(Returning.class, "paid", "returns something nobody would read; make it void");
    }

    static class Private {
        @OnPayment
        @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the point of the test
        private void paid(PaymentSucceeded event) {}
    }

    static class Static {
        @OnPayment
        static void paid(PaymentSucceeded event) {}
    }

    @Test
    void aPrivateOrStaticMethodIsRefused() {
        assertRefused(Private.class, "paid", "is private or static");
        assertRefused(Static.class, "paid", "is private or static");
    }

    static class AsyncMethod {
        @Async
        @OnPayment
        void paid(PaymentSucceeded event) {}
    }

    @Async
    static class AsyncBean {
        @OnPayment
        void paid(PaymentSucceeded event) {}
    }

    @Test
    void anAsyncMethodIsRefusedSinceItsEventWouldCountAsDelivered() {
        assertRefused(AsyncMethod.class, "paid", "is @Async, so its event would count as delivered before");
        assertRefused(AsyncBean.class, "paid", "is @Async, so its event would count as delivered before");
    }

    @Test
    void methodsThatAreConnectedToNoPaymentsAreRefused() {
        new ApplicationContextRunner()
                .withBean(ListenerMethods.class)
                .withBean(Desk.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageStartingWith("@OnPayment method " + Desk.class.getName() + ".")
                        .hasMessageContaining("is told of nothing, since the application makes its own Payments;"));
    }

    static class Books {
        @OnTrade
        void moved(TradeEvent event) {
            told.add("trade " + event.reference() + " " + event.state());
        }

        @OnPayment
        void paid(PaymentSucceeded event) {
            told.add("paid " + event.reference());
        }
    }

    @Test
    void aMethodWithOnTradeIsToldOfTradesAndOfNothingElse() {
        TradeEvent event = new TradeEvent(
                TradeId.random(new SecureRandom()),
                Scope.DEFAULT,
                new Reference("order-1"),
                Money.of("CNY", "18.50"),
                TradeState.SUCCEEDED,
                2,
                Optional.empty(),
                BusinessContext.NONE,
                Instant.EPOCH);
        application.withBean(Books.class).run(context -> {
            ListenerMethods methods = context.getBean(ListenerMethods.class);
            List<NamedListener<?>> ofTrades =
                    methods.connected(ListenerKind.TRADE).get();
            assertThat(ofTrades).hasSize(1);
            assertThat(ofTrades.get(0).name()).endsWith(".moved:TradeEvent");
            ofTrades.get(0).tell(event);
            tell(methods, SUCCEEDED);
        });
        assertThat(told).containsExactly("trade order-1 SUCCEEDED", "paid order-1");
    }

    static class Confused {
        @OnTrade
        void paid(PaymentSucceeded event) {}
    }

    @Test
    void aMethodWithOnTradeThatTakesNoTradeEventIsRefused() {
        application
                .withBean(Confused.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessage("@OnTrade method " + Confused.class.getName()
                                + ".paid: does not take one event; give it one parameter, a TradeEvent"));
    }
}
