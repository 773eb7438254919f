package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.PAYEE;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.Pending;
import dev.crema.books.PaymentBooks;
import dev.crema.channel.NextAction;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.plan.Tender;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payments whose channel is asked by the workers, while the caller does something else. */
class SubmitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);
    private final Payments payments = application(4);

    @AfterEach
    void theBooksHold() {
        payments.close();
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private Payments application(int workers) {
        return application(merchant.books(), workers);
    }

    private Payments application(PaymentBooks books, int workers) {
        return Payments.with(books)
                .channel(merchant.channel)
                .channel(merchant.other)
                .clock(merchant.clock)
                .workers(workers)
                .start();
    }

    private static TopUp topUp(String reference) {
        return TopUp.of(reference).amount("CNY", "5.00").into(ANN).through("model");
    }

    @Test
    void aChannelThatTakesItsTimeHoldsNoThreadOfTheCaller() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        merchant.channel.next(Behaviour.ASK_PAYER);
        merchant.channel.beforeEach(() -> {
            asked.countDown();
            try {
                assertThat(release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Pending<Payment> pending = payments.submit(topUp("o"));
        assertThat(pending.accepted().state()).isEqualTo(PaymentState.CREATED);
        assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pending.poll().state()).isEqualTo(PaymentState.PROCESSING);
        assertThat(pending.await(Duration.ofMillis(1)).state()).isEqualTo(PaymentState.PROCESSING);

        CompletionStage<NextAction> action = pending.answer().thenApply(payment -> payment.nextAction());
        release.countDown();
        assertThat(action.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(NextAction.Redirect.class);
        merchant.channel.calm();
    }

    @Test
    void anyFormIsSubmittedAndARepeatFindsTheSame() {
        Pending<Payment> first = payments.submit(topUp("o"));
        assertThat(first.await(PATIENCE).state()).isEqualTo(PaymentState.SUCCEEDED);
        Pending<Payment> again = payments.submit(topUp("o"));
        assertThat(again.accepted().id()).isEqualTo(first.accepted().id());
        assertThat(again.answer().toCompletableFuture()).isCompleted();

        assertThat(payments.submit(
                                Transfer.of("t").amount("CNY", "1.00").from(ANN).to(SHOP))
                        .accepted()
                        .state())
                .isEqualTo(PaymentState.SUCCEEDED);
        assertThat(payments.submit(Withdrawal.of("w")
                                .amount("CNY", "1.00")
                                .from(ANN)
                                .through("model")
                                .to(PAYEE))
                        .await(PATIENCE)
                        .state())
                .isEqualTo(PaymentState.SUCCEEDED);
        assertThat(payments.submit(Refund.of("r").payment(first.accepted().id()).amount("CNY", "1.00"))
                        .await(PATIENCE)
                        .state())
                .isEqualTo(PaymentState.SUCCEEDED);
        assertThatThrownBy(() -> payments.submit(
                        Transfer.of("t-2").amount("CNY", "100.00").from(ANN).to(SHOP)))
                .isInstanceOf(InsufficientFundsException.class);
        assertThat(merchant.channel.movements()).isEqualTo(3);
    }

    @Test
    void anAnswerThatAnotherInstanceGotIsFound() {
        Payments elsewhere = application(0); // hands its payments to the workers of the other one
        Pending<Payment> pending = elsewhere.submit(topUp("o"));
        assertThat(pending.await(PATIENCE).state()).isEqualTo(PaymentState.SUCCEEDED);
        elsewhere.close();
    }

    private static Checkout coffee(String reference) {
        return Checkout.of(reference)
                .payer(ANN)
                .payee(SHOP)
                .amount("CNY", "10.00")
                .with(Tender.channel("model", Money.of("CNY", "4.00")))
                .with(Tender.channel("other"));
    }

    /** Both channels answer only when both have been asked. */
    private void askedAtTheSameTime() {
        CountDownLatch asked = new CountDownLatch(2);
        Runnable meet = () -> {
            asked.countDown();
            try {
                assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        merchant.channel.beforeEach(meet);
        merchant.other.beforeEach(meet);
    }

    @Test
    void stepsThatWaitForNobodyAreDoneAtTheSameTime() {
        askedAtTheSameTime();
        assertThat(payments.checkout(coffee("o")).state()).isEqualTo(TradeState.SUCCEEDED);
        merchant.channel.calm();
        merchant.other.calm();
    }

    @Test
    void aCheckoutIsSubmittedAndItsAnswerAwaited() {
        askedAtTheSameTime();
        Pending<Trade> pending = payments.submit(coffee("o"));
        assertThat(pending.accepted().state()).isEqualTo(TradeState.PAYING);
        assertThat(pending.await(PATIENCE).state()).isEqualTo(TradeState.SUCCEEDED);
        merchant.channel.calm();
        merchant.other.calm();
        Pending<Trade> again = payments.submit(coffee("o"));
        assertThat(again.answer().toCompletableFuture()).isCompleted();
        assertThat(again.poll().id()).isEqualTo(pending.accepted().id());

        merchant.channel.next(Behaviour.ASK_PAYER);
        Trade asks = payments.submit(coffee("o-2")).await(PATIENCE);
        assertThat(asks.state()).isEqualTo(TradeState.PAYING);
        assertThat(asks.nextAction()).isInstanceOf(NextAction.Redirect.class);
    }

    @Test
    void eachOfManyWhoWaitIsLookedAtInTurn() throws Exception {
        merchant.channel.usually(Behaviour.UNREACHABLE);
        Set<Object> lookedAt = ConcurrentHashMap.newKeySet();
        CountDownLatch left = new CountDownLatch(120);
        PaymentBooks books = (PaymentBooks) Proxy.newProxyInstance(
                PaymentBooks.class.getClassLoader(),
                new Class<?>[] {PaymentBooks.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("find") && lookedAt.add(arguments[arguments.length - 1])) {
                        left.countDown();
                    }
                    return method.invoke(merchant.books(), arguments);
                });
        Payments elsewhere = application(books, 0);
        for (int i = 0; i < 120; i++) {
            elsewhere.submit(topUp("o-" + i));
        }
        assertThat(left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        elsewhere.close();
        merchant.channel.usually(Behaviour.MOVE);
    }
}
