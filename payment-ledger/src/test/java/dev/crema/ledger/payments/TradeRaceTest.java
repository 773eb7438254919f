package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.RequestInProgressException;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trades of many threads on two nodes, and inside the host's own transactions. */
@OnEachDatabase
class TradeRaceTest {
    private static final int THREADS = 12;

    private final TestDatabase database;
    private Merchant merchant;

    TradeRaceTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void aCustomerWithMoney() {
        merchant = Merchant.on(database.kind());
        merchant.fillWallet("fill", "10.00");
        merchant.runDue();
    }

    @AfterEach
    void theBooksHold() {
        merchant.assertHolds();
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private static Checkout split(String reference) {
        return Checkout.of(reference)
                .payer(ANN)
                .payee(SHOP)
                .amount("CNY", "18.50")
                .with(wallet(yuan("8.00")))
                .with(channel("model"));
    }

    /** What became of each; what lost a race and may be repeated is left out. */
    private <T> List<T> together(IntFunction<T> action) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                Callable<T> call = () -> {
                    start.await();
                    return action.apply(number);
                };
                running.add(threads.submit(call));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                try {
                    results.add(each.get());
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfAny(RequestInProgressException.class, ConcurrencyException.class);
                }
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void A09_theSameCheckoutAtOnceIsOneTrade() throws Exception {
        Payments other = merchant.node(merchant.database.dataSource());

        List<Trade> trades = together(i -> (i % 2 == 0 ? merchant.payments() : other).checkout(split("order-1003")));

        assertThat(trades)
                .isNotEmpty()
                .extracting(Trade::id)
                .containsOnly(trades.get(0).id());
        merchant.rest();
        assertThat(merchant.channel.movements()).isEqualTo(2); // the fill and the rest
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
    }

    @Test
    void A13_oneWalletPaysForOneOfManyTrades() throws Exception {
        List<Trade> trades = together(i -> merchant.payments().checkout(split("order-" + i)));

        assertThat(trades.stream().map(Trade::state).filter(TradeState.SUCCEEDED::equals))
                .hasSize(1);
        merchant.rest();
        assertThat(merchant.available(ANN)).isEqualTo(yuan("2.00"));
        assertThat(merchant.channel.movements()).isEqualTo(2);
    }

    @Test
    void F19_manyWorkersOnOneTradeTakeEachStepOnce() throws Exception {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments().checkout(split("order-1003"));
        var topUp = trade.payment(2).orElseThrow();
        merchant.channel.move(topUp.id().value());
        Payments other = merchant.node(merchant.database.dataSource());

        together(i -> {
            if (i == 0) {
                merchant.payments().receive(merchant.webhook(topUp));
            }
            return (i % 2 == 0 ? merchant.payments() : other).runDue();
        });
        merchant.rest();

        assertThat(merchant.payments().trade(trade.id()).state()).isEqualTo(TradeState.SUCCEEDED);
    }

    @Test
    void A17_undoingAgainstThePayerEndsOneWay() throws Exception {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade trade = merchant.payments().checkout(split("order-1003"));
        var topUp = trade.payment(2).orElseThrow();
        merchant.channel.move(topUp.id().value());

        together(i -> i % 2 == 0
                ? merchant.payments().receive(merchant.webhook(topUp)).id()
                : merchant.payments().undo(trade.id(), "changed her mind").id());
        merchant.rest();

        assertThat(merchant.payments().trade(trade.id()).state()).isIn(TradeState.CANCELLED, TradeState.REFUNDED);
        assertThat(merchant.available(ANN)).isEqualTo(yuan("10.00"));
    }

    @Test
    void F43_tradesOfCrossingOrdersAllComeToAnEnd() throws Exception {
        List<Trade> trades = together(i -> merchant.payments()
                .checkout(Checkout.of("cart-" + i)
                        .payer(ANN)
                        .order("a-" + i, i % 2 == 0 ? SHOP : "merchant:bakery", yuan("1.00"))
                        .order("b-" + i, i % 2 == 0 ? "merchant:bakery" : SHOP, yuan("1.00"))
                        .with(channel("model"))));
        merchant.rest();

        assertThat(trades)
                .extracting(trade -> merchant.payments().trade(trade.id()).state())
                .containsOnly(TradeState.SUCCEEDED);
    }

    @Test
    void F17_aTradeVanishesWithTheHostsTransaction() throws SQLException {
        TestHost host = new TestHost(merchant.database.dataSource());
        Payments joined = merchant.node(host, host);
        host.begin();
        assertThat(joined.checkout(split("order-1003")).state()).isEqualTo(TradeState.PAYING);
        host.rollBack();
        assertThat(merchant.payments().trade("order-1003")).isEmpty();
        assertThat(merchant.available(ANN)).isEqualTo(yuan("10.00"));

        host.begin();
        Trade trade = joined.checkout(split("order-1003"));
        assertThat(merchant.channel.calls("send")).isEqualTo(1); // the fill
        host.commit();
        merchant.runDue();

        assertThat(merchant.payments().trade(trade.id()).state()).isEqualTo(TradeState.SUCCEEDED);
    }

    @Test
    void A12_aTradeOfAnotherScopeIsNotThere() {
        Trade trade = merchant.payments().checkout(split("order-1003"));
        Payments stranger = merchant.payments().in(new Scope("stranger"));

        assertThatThrownBy(() -> stranger.trade(trade.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.undo(trade.id(), "mine")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.confirm(trade.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.order("order-1003")).isInstanceOf(NotFoundException.class);
    }
}
