package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ModelChannel;
import dev.crema.Payments;
import dev.crema.context.BusinessContext;
import dev.crema.event.PaymentSucceeded;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.TopUp;
import dev.crema.plan.Interceptor;
import dev.crema.plan.Occasion;
import dev.crema.plan.Step;
import dev.crema.plan.Tender;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.RiskDecision;
import dev.crema.risk.RiskFacts;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What stands in the log's MDC while the library works; here because this module's tests have a log that has one. */
class ContextInLogTest {
    private final TestDatabase database = TestDatabase.Kind.H2.create();
    private final ModelChannel channel = new ModelChannel("model");
    private final List<Map<String, String>> seen = new ArrayList<>();
    private final Payments payments = Payments.with(
                    Books.on(database.dataSource(), BooksOptions.DEFAULT.creatingSchema()))
            .channel(channel)
            .workers(0)
            .onEvent("kitchen", PaymentSucceeded.class, event -> seen.add(MDC.getCopyOfContextMap()))
            .start();

    @AfterEach
    void close() {
        MDC.clear();
        payments.close();
        database.close();
    }

    private static TopUp topUp() {
        return TopUp.of("o").amount("CNY", "1.00").into("merchant:cafe").through("model");
    }

    @Test
    void everyPieceOfWorkStandsUnderItsIdsAndTheHostsValuesComeBack() {
        channel.beforeEach(() -> seen.add(MDC.getCopyOfContextMap()));
        MDC.put("crema.order", "the host's own");
        MDC.put("user", "ann");
        Payment paid = payments.within(
                        BusinessContext.of("basket-7").order("order-1").trace("traceId", "4bf9"))
                .topUp(topUp());
        assertThat(seen.get(0))
                .containsEntry("crema.business", "basket-7")
                .containsEntry("crema.order", "order-1")
                .containsEntry("crema.payment", paid.id().value())
                .containsEntry("crema.attempt", "1")
                .containsEntry("traceId", "4bf9")
                .containsEntry("user", "ann");
        assertThat(MDC.getCopyOfContextMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of("crema.order", "the host's own", "user", "ann"));

        MDC.clear();
        payments.runDue();
        assertThat(seen.get(1))
                .containsEntry("crema.business", "basket-7")
                .containsEntry("traceId", "4bf9")
                .containsEntry("crema.payment", paid.id().value())
                .doesNotContainKeys("user", "crema.attempt");
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    /** Says yes, and what stands in the log while it is asked. */
    private record Watching(List<Map<String, String>> seen) implements RiskCheck, Interceptor {
        @Override
        public String name() {
            return "watching";
        }

        @Override
        public RiskDecision judge(RiskFacts facts) {
            seen.add(MDC.getCopyOfContextMap());
            return RiskDecision.pass();
        }

        @Override
        public Optional<String> refuses(Step step, Occasion occasion) {
            seen.add(MDC.getCopyOfContextMap());
            return Optional.empty();
        }
    }

    @Test
    void whatJudgesARequestStandsUnderItsIds() {
        Watching watching = new Watching(new ArrayList<>());
        Payments judged = Payments.with(Books.on(database.dataSource()))
                .channel(channel)
                .workers(0)
                .risk(watching)
                .interceptor(watching)
                .start();
        Payment paid = judged.topUp(topUp());
        assertThat(watching.seen()).hasSize(1);
        assertThat(watching.seen().get(0))
                .containsEntry("crema.payment", paid.id().value());
        watching.seen().clear();

        Trade trade = judged.checkout(Checkout.of("order-1")
                .payer("wallet:ann")
                .payee("merchant:cafe")
                .amount("CNY", "1.00")
                .with(Tender.channel("model")));
        assertThat(watching.seen())
                .hasSize(2)
                .allSatisfy(shown -> assertThat(shown)
                        .containsEntry("crema.trade", trade.id().value())
                        .containsEntry("crema.order", "order-1"));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
        judged.close();
    }

    @Test
    void withoutAWordTheTraceIdsOfTheCallerGoAlong() {
        MDC.put("traceId", "4bf9");
        MDC.put("spanId", "not one id");
        assertThat(payments.topUp(topUp()).context()).isEqualTo(BusinessContext.NONE.trace("traceId", "4bf9"));
        MDC.clear();
        payments.runDue();
        assertThat(seen.get(0)).containsEntry("traceId", "4bf9");
    }

    @Test
    void stepsOfATradeAndItsListenersStandUnderTheIdsOfTheTrade() {
        List<Map<String, String>> told = new ArrayList<>();
        Payments till = Payments.with(Books.on(database.dataSource()))
                .channel(channel)
                .workers(0)
                .onTrade("till", event -> told.add(MDC.getCopyOfContextMap()))
                .start();
        channel.beforeEach(() -> seen.add(MDC.getCopyOfContextMap()));
        Trade trade = till.within(BusinessContext.of("basket-7").trace("traceId", "4bf9"))
                .checkout(Checkout.of("order-1")
                        .payer("wallet:ann")
                        .payee("merchant:cafe")
                        .amount("CNY", "1.00")
                        .with(Tender.channel("model")));
        while (till.runDue() > 0) {
            // until nothing is due
        }
        assertThat(seen.get(0))
                .containsEntry("crema.trade", trade.id().value())
                .containsEntry("crema.order", "order-1")
                .containsEntry("crema.business", "basket-7")
                .containsEntry("traceId", "4bf9")
                .containsEntry("crema.attempt", "1");
        assertThat(told)
                .hasSize(1)
                .first()
                .satisfies(shown -> assertThat(shown)
                        .containsEntry("crema.trade", trade.id().value())
                        .containsEntry("crema.business", "basket-7")
                        .containsEntry("traceId", "4bf9"));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
        till.close();
    }
}
