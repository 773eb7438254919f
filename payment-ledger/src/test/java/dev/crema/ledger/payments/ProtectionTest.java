package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.ModelChannel;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.Protection;
import dev.crema.WhenDown;
import dev.crema.books.PaymentBooks;
import dev.crema.failure.ChannelUnavailableException;
import dev.crema.failure.OverloadedException;
import dev.crema.ledger.Books;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import dev.crema.plan.Tender;
import dev.crema.route.RouteRules;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One part in trouble leaves the others alone. */
class ProtectionTest {
    private static final int PATIENCE = 30;
    private static final int HANGING = 50;

    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
    private final ModelChannel slow = new ModelChannel("slow");
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        merchant.close();
    }

    private Payments.Builder application(PaymentBooks books) {
        return Payments.with(books)
                .channel(merchant.channel)
                .channel(slow)
                .clock(merchant.clock)
                .workers(0);
    }

    private static Payment topUp(Payments payments, String reference, String channel) {
        return payments.topUp(
                TopUp.of(reference).amount("CNY", "1.00").into(SHOP).through(channel));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void F14_F32_fiftyCallsThatHangInOneChannelHoldNoConnectionAndKeepNobodyWaiting() throws Exception {
        CountDownLatch hanging = new CountDownLatch(HANGING + 4);
        CountDownLatch release = new CountDownLatch(1);
        slow.beforeEach(() -> {
            hanging.countDown();
            await(release);
        });
        try (HikariDataSource two = merchant.database.pool(settings -> settings.setMaximumPoolSize(2));
                Payments payments = application(Books.on(two)).workers(4).start()) {
            List<Future<Payment>> callers = new ArrayList<>();
            for (int i = 0; i < HANGING; i++) {
                String reference = "slow-" + i;
                callers.add(threads.submit(() -> topUp(payments, reference, "slow")));
            }
            // The callers' places are taken or soon will be; whoever comes is accepted, and the workers hang as well.
            int more = 0;
            while (hanging.getCount() > 0) {
                Payment beyond = topUp(payments, "beyond-" + more++, "model");
                assertThat(beyond.state()).isEqualTo(PaymentState.SUCCEEDED);
                if (hanging.getCount() <= 4) {
                    assertThat(topUp(payments, "left-" + more, "slow").state()).isEqualTo(PaymentState.CREATED);
                }
            }
            for (int i = 0; i < 20; i++) {
                assertThat(topUp(payments, "fast-" + i, "model").state()).isEqualTo(PaymentState.SUCCEEDED);
            }
            release.countDown();
            for (Future<Payment> caller : callers) {
                assertThat(caller.get(PATIENCE, TimeUnit.SECONDS).state()).isEqualTo(PaymentState.SUCCEEDED);
            }
        }
        merchant.assertHolds();
    }

    @Test
    void F23_aChannelInTroubleIsLeftAloneAndItsPaymentsAreCarriedOnWithAfterwards() {
        Payments payments = application(merchant.books()).start();
        slow.usually(Behaviour.UNREACHABLE);
        for (int i = 0; i < 10; i++) {
            topUp(payments, "o-" + i, "slow");
        }
        assertThat(slow.calls("send")).isEqualTo(10);
        Payment waiting = topUp(payments, "o-10", "slow");
        assertThat(waiting.state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(slow.calls("send")).isEqualTo(10);
        assertThat(topUp(payments, "other", "model").state()).isEqualTo(PaymentState.SUCCEEDED);

        slow.usually(Behaviour.MOVE);
        for (int minutes = 0; minutes < 20; minutes++) {
            merchant.clock.advance(Duration.ofMinutes(1));
            payments.runDue();
        }
        assertThat(payments.payment(waiting.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(slow.movements()).isEqualTo(11);
        merchant.assertHolds();
    }

    @Test
    void aChannelInTroubleMayBeRefusedAtTheDoor() {
        Payments payments = application(merchant.books())
                .whenDown("slow", WhenDown.REFUSE)
                .protection(Protection.DEFAULT.breaker(4, 50, Duration.ofSeconds(30)))
                .start();
        slow.usually(Behaviour.UNREACHABLE);
        Payment first = topUp(payments, "o-0", "slow");
        topUp(payments, "o-1", "slow");
        assertThatThrownBy(() -> topUp(payments, "o-2", "slow"))
                .isInstanceOf(ChannelUnavailableException.class)
                .hasMessageContaining("slow");
        assertThat(payments.payment(Form.TOP_UP, "o-2")).isEmpty();
        assertThat(topUp(payments, "o-0", "slow").id()).isEqualTo(first.id());
        assertThat(topUp(payments, "other", "model").state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void aCheckoutThroughAChannelInTroubleIsRefusedToo() {
        Payments payments = application(merchant.books())
                .whenDown("slow", WhenDown.REFUSE)
                .protection(Protection.DEFAULT.breaker(4, 50, Duration.ofSeconds(30)))
                .routes(RouteRules.none()
                        .with(List.of(Map.of(
                                "name",
                                "slow-first",
                                "channels",
                                List.of(Map.of("name", "slow"), Map.of("name", "model", "cost-basis-points", "50"))))))
                .start();
        Trade before = payments.checkout(coffee("c-0", Tender.channel("slow")));
        slow.usually(Behaviour.UNREACHABLE);
        topUp(payments, "o-0", "slow");
        assertThatThrownBy(() -> payments.checkout(coffee("c-1", Tender.channel("slow"))))
                .isInstanceOf(ChannelUnavailableException.class)
                .hasMessageContaining("slow");
        assertThat(payments.trade("c-1")).isEmpty();
        assertThat(payments.checkout(coffee("c-0", Tender.channel("slow"))).id())
                .isEqualTo(before.id());

        Trade routed = payments.checkout(coffee("c-2", Tender.anyChannel()));
        assertThat(routed.state()).isEqualTo(TradeState.SUCCEEDED);
        assertThat(routed.payments())
                .extracting(each -> each.payment().channel())
                .containsExactly("model");
    }

    private static Checkout coffee(String reference, Tender tender) {
        return Checkout.of(reference)
                .payer("wallet:ann")
                .payee(SHOP)
                .amount("CNY", "1.00")
                .with(tender);
    }

    @Test
    void F44_beyondWhatTheDatabaseIsGivenAtATimeRequestsAreRefusedAndNothingIsWritten() throws Exception {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        Payments payments = application(slowToAccept(inside, release))
                .protection(Protection.DEFAULT.requestsAtOnce(2))
                .start();
        List<Future<Payment>> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String reference = "in-" + i;
            callers.add(threads.submit(() -> topUp(payments, reference, "model")));
        }
        await(inside);
        assertThatThrownBy(() -> topUp(payments, "out", "model")).isInstanceOf(OverloadedException.class);
        release.countDown();
        for (Future<Payment> caller : callers) {
            assertThat(caller.get(PATIENCE, TimeUnit.SECONDS).state()).isEqualTo(PaymentState.SUCCEEDED);
        }
        assertThat(payments.payment(Form.TOP_UP, "out")).isEmpty();
        assertThat(topUp(payments, "out", "model").state()).isEqualTo(PaymentState.SUCCEEDED);
    }

    private PaymentBooks slowToAccept(CountDownLatch inside, CountDownLatch release) {
        return (PaymentBooks) Proxy.newProxyInstance(
                PaymentBooks.class.getClassLoader(),
                new Class<?>[] {PaymentBooks.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("accept")) {
                        inside.countDown();
                        await(release);
                    }
                    try {
                        return method.invoke(merchant.books(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
