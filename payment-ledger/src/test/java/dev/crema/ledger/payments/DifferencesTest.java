package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel;
import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.Invariants;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Suspense;
import dev.crema.payment.TopUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Money that moved against our word, and what becomes of it by itself (异常处理). */
@OnEachKind
class DifferencesTest {
    private static final String SUSPENSE = "suspense:model:CNY";

    private final Merchant merchant;
    private final ModelChannel second = new ModelChannel("second");

    DifferencesTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        assertThat(Invariants.of(merchant.database.dataSource()).atRest()).isEmpty();
        merchant.close();
    }

    private Payments.Builder node() {
        return Payments.with(merchant.books())
                .channel(merchant.channel)
                .channel(second)
                .clock(merchant.clock)
                .workers(0);
    }

    /** A top-up that its payer pays after it was cancelled. */
    private Payment paidLate(String account) {
        merchant.channel.next(Behaviour.ASK_PAYER);
        Payment asked = merchant.payments()
                .topUp(TopUp.of("late").amount("CNY", "18.50").into(account).through("model"));
        merchant.payments().cancel(asked.id());
        merchant.channel.move(asked.id().value());
        return asked;
    }

    private List<Payment> remedies(Payment payment) {
        return merchant.payments().history(payment.id()).refunds();
    }

    private Suspense suspense(Payment payment) {
        return merchant.payments().history(payment.id()).suspense().get(0);
    }

    private void run(Payments node) {
        while (node.runDue() > 0) {
            // until nothing is due
        }
    }

    @Test
    void F40_aLateSuccessGoesBackByItselfOnce() {
        Payment late = paidLate(SHOP);
        merchant.payments().receive(merchant.webhook(late));
        merchant.payments().receive(merchant.webhook(late));
        assertThat(merchant.now(late).attention()).hasValue(Attention.DIFFERENCE);
        assertThat(merchant.balance(SUSPENSE).held()).isEqualTo(yuan("18.50"));
        merchant.runDue();
        merchant.payments().receive(merchant.webhook(late));
        merchant.runDue();

        Payment back = remedies(late).get(0);
        assertThat(remedies(late)).hasSize(1);
        assertThat(back.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(back.reference().value()).isEqualTo("difference:" + late.id() + ":1");
        assertThat(merchant.channel.moved(back.id().value())).hasValue(yuan("18.50"));
        assertThat(merchant.balance(SUSPENSE).balance()).isEqualTo(yuan("0.00"));
        assertThat(merchant.now(late).state()).isEqualTo(PaymentState.CANCELLED);
        assertThat(merchant.now(late).attention()).isEmpty();
        merchant.assertAtRest();
    }

    @Test
    void F34_theSameLateNewsFromManyAtOnceIsRemediedOnce() throws Exception {
        Payment late = paidLate(SHOP);
        List<Payments> nodes = List.of(merchant.payments(), merchant.node(merchant.database.dataSource()));
        List<Callable<Payment>> copies = IntStream.range(0, 16)
                .<Callable<Payment>>mapToObj(copy -> () -> nodes.get(copy % 2).receive(merchant.webhook(late)))
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        for (Future<Payment> told : pool.invokeAll(copies)) {
            assertThat(told.get().state()).isEqualTo(PaymentState.CANCELLED);
        }
        pool.shutdown();
        merchant.runDue();

        assertThat(remedies(late)).extracting(Payment::state).containsExactly(PaymentState.SUCCEEDED);
        assertThat(merchant.payments().history(late.id()).differences()).hasSize(1);
        merchant.assertAtRest();
    }

    @Test
    void A14_ofManyTopUpsPaidAtOnceForOneOrderOneCredits() throws Exception {
        Payments payments = node().start();
        List<Payment> asked = new ArrayList<>();
        for (int copy = 0; copy < 6; copy++) {
            merchant.channel.next(Behaviour.ASK_PAYER);
            asked.add(payments.topUp(TopUp.of("try-" + copy)
                    .amount("CNY", "18.50")
                    .into(SHOP)
                    .through("model")
                    .order("order-1")));
            merchant.channel.move(asked.get(copy).id().value());
        }
        List<Callable<Payment>> told = asked.stream()
                .<Callable<Payment>>map(payment -> () -> payments.receive(merchant.webhook(payment)))
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(6);
        int credited = 0;
        for (Future<Payment> end : pool.invokeAll(told)) {
            credited += end.get().state() == PaymentState.SUCCEEDED ? 1 : 0;
        }
        pool.shutdown();
        run(payments);

        assertThat(credited).isEqualTo(1);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.balance("channel:model:clearing:CNY").balance()).isEqualTo(yuan("18.50"));
    }

    @Test
    void F30_aWrongAmountOrCurrencyGoesBackAsItCame() {
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT, Behaviour.ASK_PAYER);
        Payment more = merchant.topUp("more", "18.50");
        Payment foreign = merchant.topUp("foreign", "18.50");
        ChannelResult euros = ChannelResult.Done.of("txn-eur", Money.of("EUR", "18.50"));
        merchant.payments().receive(new ChannelFact("model", foreign.id().value(), ChannelFact.Source.WEBHOOK, euros));
        merchant.runDue();

        assertThat(merchant.now(more).state()).isEqualTo(PaymentState.FAILED);
        assertThat(remedies(more).get(0).amount()).isEqualTo(yuan("18.51"));
        assertThat(merchant.now(foreign).state()).isEqualTo(PaymentState.FAILED);
        assertThat(remedies(foreign).get(0).amount()).isEqualTo(Money.of("EUR", "18.50"));
        assertThat(remedies(foreign).get(0).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("0.00"));
    }

    @Test
    void F31_aSecondMovementOfOnePaymentGoesBackAndTheFirstStays() {
        Payment paid = merchant.topUp("order-1", "18.50");
        ChannelFact again = new ChannelFact(
                "model",
                paid.id().value(),
                ChannelFact.Source.WEBHOOK,
                ChannelResult.Done.of("txn-again", yuan("18.50")));
        merchant.payments().receive(again);
        merchant.payments().receive(again);
        merchant.runDue();

        assertThat(remedies(paid)).extracting(Payment::state).containsExactly(PaymentState.SUCCEEDED);
        assertThat(merchant.now(paid).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(paid).refundable()).isEqualTo(yuan("18.50"));
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThat(merchant.balance("channel:model:clearing:CNY").balance()).isEqualTo(yuan("18.50"));
    }

    @Test
    void F31_anOrderIsPaidOnceThoughTwoChannelsCollectForIt() {
        merchant.channel.next(Behaviour.ASK_PAYER);
        second.next(Behaviour.ASK_PAYER);
        Payments payments = node().start();
        Payment first = payments.topUp(TopUp.of("try-1")
                .amount("CNY", "18.50")
                .into(SHOP)
                .through("model")
                .order("order-1"));
        Payment other = payments.topUp(TopUp.of("try-2")
                .amount("CNY", "18.50")
                .into(SHOP)
                .through("second")
                .order("order-1"));
        merchant.channel.move(first.id().value());
        second.move(other.id().value());
        payments.receive(new ChannelFact(
                "second",
                other.id().value(),
                ChannelFact.Source.WEBHOOK,
                ChannelResult.Done.of("txn-" + other.id(), yuan("18.50"))));
        payments.receive(merchant.webhook(first));
        run(payments);

        assertThat(payments.payment(other.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
        Payment duplicate = payments.payment(first.id());
        assertThat(duplicate.state()).isEqualTo(PaymentState.FAILED);
        assertThat(duplicate.reason().orElseThrow().code()).isEqualTo("DUPLICATE_PAYMENT");
        assertThat(payments.history(first.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.DUPLICATE_PAYMENT);
        assertThat(remedies(duplicate)).extracting(Payment::state).containsExactly(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.50"));
        assertThatThrownBy(() -> payments.topUp(TopUp.of("try-3")
                        .amount("CNY", "18.50")
                        .into(SHOP)
                        .through("model")
                        .order("order-1")))
                .isInstanceOf(InvalidStateException.class);
        assertThat(payments.payment(Form.TOP_UP, "try-3")).isEmpty();
    }

    @Test
    void theWalletIsCreditedWhereThatIsThePolicy() {
        Payments payments = node().onDifference(DifferencePolicy.CREDIT_WALLET).start();
        Payment late = paidLate(ANN);
        payments.receive(merchant.webhook(late));
        payments.receive(merchant.webhook(late));

        assertThat(merchant.available(ANN)).isEqualTo(yuan("18.50"));
        assertThat(merchant.balance(SUSPENSE).balance()).isEqualTo(yuan("0.00"));
        assertThat(suspense(late).policy()).isEqualTo(DifferencePolicy.CREDIT_WALLET);
        assertThat(suspense(late).left()).isEqualTo(yuan("0.00"));
        assertThat(payments.payment(late.id()).attention()).isEmpty();
        assertThat(payments.payment(Form.TRANSFER, "difference:" + late.id() + ":1"))
                .get()
                .extracting(Payment::state)
                .isEqualTo(PaymentState.SUCCEEDED);
    }

    @Test
    void aWalletOfTheHostsChoiceIsCreditedAndWithoutOneItWaits() {
        Payments payments = node().onDifference(DifferencePolicy.CREDIT_WALLET)
                .creditDifferencesTo(payment -> Optional.of(new AccountId(ANN)))
                .start();
        Payment late = paidLate(SHOP);
        payments.receive(merchant.webhook(late));
        assertThat(merchant.available(ANN)).isEqualTo(yuan("18.50"));

        Payments walletless =
                node().onDifference(DifferencePolicy.CREDIT_WALLET).start();
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT);
        Payment more = walletless.topUp(
                TopUp.of("more").amount("CNY", "5.00").into(SHOP).through("model"));
        assertThat(suspense(more).policy()).isEqualTo(DifferencePolicy.HOLD_FOR_REVIEW);
        assertThat(merchant.now(more).attention()).hasValue(Attention.DIFFERENCE);
    }

    @Test
    void aWalletThatCanNotTakeItLeavesItForReviewAndNothingHalfDone() {
        merchant.open("wallet:euro");
        Payments payments = node().onDifference(DifferencePolicy.CREDIT_WALLET)
                .creditDifferencesTo(payment -> Optional.of(new AccountId("unheard:of")))
                .start();
        Payment late = paidLate(SHOP);
        payments.receive(merchant.webhook(late));

        assertThat(suspense(late).policy()).isEqualTo(DifferencePolicy.HOLD_FOR_REVIEW);
        assertThat(suspense(late).left()).isEqualTo(yuan("18.50"));
        assertThat(payments.payment(Form.TRANSFER, "difference:" + late.id() + ":1"))
                .isEmpty();
        assertThat(merchant.balance(SUSPENSE).balance()).isEqualTo(yuan("18.50"));
    }

    @Test
    void aKindMayHaveAPolicyOfItsOwn() {
        Payments payments = node().onDifference(Difference.Kind.LATE_SUCCESS, DifferencePolicy.HOLD_FOR_REVIEW)
                .start();
        Payment late = paidLate(SHOP);
        payments.receive(merchant.webhook(late));
        run(payments);

        assertThat(remedies(late)).isEmpty();
        assertThat(merchant.balance(SUSPENSE).available()).isEqualTo(yuan("18.50"));
        assertThat(suspense(late).policy()).isEqualTo(DifferencePolicy.HOLD_FOR_REVIEW);
    }

    @Test
    void aRemedyThatTheChannelDeclinesWaitsForAPersonAndReturnsItsShareOnce() {
        Payment late = paidLate(SHOP);
        merchant.payments().receive(merchant.webhook(late));
        merchant.channel.next(Behaviour.DECLINE);
        merchant.runDue();

        assertThat(remedies(late)).extracting(Payment::state).containsExactly(PaymentState.FAILED);
        assertThat(suspense(late).policy()).isEqualTo(DifferencePolicy.HOLD_FOR_REVIEW);
        assertThat(suspense(late).left()).isEqualTo(yuan("18.50"));
        assertThat(merchant.balance(SUSPENSE).held()).isEqualTo(yuan("0.00"));
        assertThat(merchant.now(late).attention()).hasValue(Attention.DIFFERENCE);
    }

    @Test
    void F24_aRemedyWhoseAnswerIsLostIsFoundAndNotRepeated() {
        Payment late = paidLate(SHOP);
        merchant.payments().receive(merchant.webhook(late));
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.runDue();
        assertThat(remedies(late)).extracting(Payment::state).containsExactly(PaymentState.UNKNOWN);
        merchant.clock.advance(Duration.ofSeconds(7));
        merchant.runDue();

        assertThat(remedies(late)).extracting(Payment::state).containsExactly(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls("send")).isEqualTo(2);
        merchant.assertAtRest();
    }
}
