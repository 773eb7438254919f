package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.books.DeadLetter;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.event.PaymentSucceeded;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person can do about work that was given up, and what is deleted long after. */
@OnEachKind
class DeadLettersTest {
    private final Merchant merchant;
    private boolean open;

    DeadLettersTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
    }

    @AfterEach
    void close() {
        merchant.close();
    }

    private Payments kitchen() {
        return Payments.with(merchant.books())
                .channel(merchant.channel)
                .clock(merchant.clock)
                .workers(0)
                .onEvent("kitchen", PaymentSucceeded.class, event -> {
                    if (!open) {
                        throw new IllegalStateException("closed");
                    }
                })
                .start();
    }

    private void weeksGoBy(Payments payments) {
        for (int halves = 0; halves < 60; halves++) {
            while (payments.runDue() > 0) {
                // until nothing is due
            }
            merchant.clock.advance(Duration.ofHours(12));
        }
    }

    private static List<DeadLetter.Id> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }

    @Test
    void F41_anEventThatWasGivenUpIsExplainedAndTakenWhenReplayed() {
        Payments payments = kitchen();
        Payment paid = payments.topUp(
                TopUp.of("order-1").amount("CNY", "1.00").into(SHOP).through("model"));
        weeksGoBy(payments);

        DeadLetter letter = payments.deadLetters().list(10).get(0);
        assertThat(letter.id()).isEqualTo(DeadLetter.Id.event(paid.id(), paid.version(), "kitchen"));
        assertThat(DeadLetter.Id.parse(letter.id().toString())).isEqualTo(letter.id());
        assertThat(payments.deadLetters().explain(letter.id()))
                .contains("for listener kitchen")
                .contains("after 14 tries")
                .contains("java.lang.IllegalStateException: closed")
                .contains("A replay tells the listener again");

        open = true;
        payments.deadLetters().replay(letter.id(), "ann");
        assertThat(payments.deadLetters().list(10)).isEmpty();
        assertThat(payments.runDue()).isEqualTo(1);
        assertThatThrownBy(() -> payments.deadLetters().replay(letter.id(), "ann"))
                .isInstanceOf(NotFoundException.class);
        merchant.assertAtRest();
    }

    @Test
    void aDeadLetterSaysAllThatItIsPartOf() {
        Payments payments = kitchen();
        BusinessContext basket = BusinessContext.of("basket-7")
                .trade("deal-8")
                .order("order-9")
                .trace("traceId", "4bf92f")
                .trace("spanId", "00f0");
        Payment paid = payments.within(basket)
                .topUp(TopUp.of("order-1").amount("CNY", "1.00").into(SHOP).through("model"));
        weeksGoBy(payments);

        DeadLetter letter = payments.deadLetters().list(10).get(0);
        assertThat(letter.context()).isEqualTo(basket.payment(paid.id().value()).attempt(1));
        assertThat(payments.deadLetters().explain(letter.id()))
                .contains("It is part of " + letter.context() + ".")
                .contains("crema.business=basket-7")
                .contains("crema.attempt=1")
                .contains("traceId=4bf92f");
    }

    @Test
    void anEventThatIsDiscardedSaysByWhomAndWhy() {
        Payments payments = kitchen();
        payments.topUp(TopUp.of("order-1").amount("CNY", "1.00").into(SHOP).through("model"));
        weeksGoBy(payments);
        DeadLetter.Id id = payments.deadLetters().list(10).get(0).id();

        assertThatThrownBy(() -> payments.deadLetters().discard(id, "ann", " "))
                .isInstanceOf(InvalidRequestException.class);
        payments.deadLetters().discard(id, "ann", "the kitchen knows");
        assertThat(payments.deadLetters().list(10)).isEmpty();
        assertThat(reasonOf("DISCARDED")).isEqualTo("discarded by ann: the kitchen knows");
        merchant.assertAtRest();
    }

    private String reasonOf(String outcome) {
        return Jdbi.create(merchant.database.dataSource())
                .withHandle(handle -> handle.createQuery("select reason from crema_delivery where outcome = :outcome")
                        .bind("outcome", outcome)
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void F29_theWorkOfAPaymentThatIsStuckIsReplayedButNeverDiscarded() {
        Payments payments = merchant.payments();
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        merchant.channel.answersQueries(false);
        Payment unknown = merchant.topUp("order-1", "5.00");
        merchant.rest();
        DeadLetter.Id id = DeadLetter.Id.work(unknown.id());
        assertThat(ids(payments.deadLetters().list(10))).containsExactly(id);
        assertThat(payments.deadLetters().explain(id))
                .contains("STUCK")
                .contains("A replay asks channel model what became of it, and sends nothing");
        assertThatThrownBy(() -> payments.deadLetters().discard(id, "ann", "no idea"))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("waits for a decision");

        merchant.channel.answersQueries(true);
        payments.deadLetters().replay(id, "ann");
        merchant.runDue();
        assertThat(payments.payment(unknown.id()).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.available(SHOP)).isEqualTo(yuan("5.00"));
        merchant.assertAtRest();
    }

    @Test
    void A12_deadLettersOfAnotherScopeAreNotThere() {
        Payments payments = kitchen();
        Payments tenant = payments.in(new Scope("tenant"));
        payments.topUp(TopUp.of("order-1").amount("CNY", "1.00").into(SHOP).through("model"));
        tenant.topUp(TopUp.of("order-1").amount("CNY", "1.00").into(SHOP).through("model"));
        weeksGoBy(payments);

        DeadLetter.Id ours = payments.deadLetters().list(10).get(0).id();
        DeadLetter.Id theirs = tenant.deadLetters().list(10).get(0).id();
        assertThat(payments.deadLetters().list(10)).hasSize(1);
        assertThat(tenant.deadLetters().list(10)).hasSize(1);
        assertThat(ours).isNotEqualTo(theirs);
        assertThatThrownBy(() -> payments.deadLetters().replay(theirs, "eve")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> payments.deadLetters().discard(theirs, "eve", "mine"))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> payments.deadLetters().explain(theirs)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void deadLettersAreListedPageByPage() {
        Payments payments = kitchen();
        for (int i = 0; i < 5; i++) {
            payments.topUp(
                    TopUp.of("order-" + i).amount("CNY", "1.00").into(SHOP).through("model"));
        }
        weeksGoBy(payments);
        List<DeadLetter.Id> all = ids(payments.deadLetters().list(10));
        assertThat(all).hasSize(5).isSortedAccordingTo((a, b) -> a.subject().compareTo(b.subject()));
        List<DeadLetter.Id> first = ids(payments.deadLetters().list(2));
        assertThat(first).isEqualTo(all.subList(0, 2));
        assertThat(ids(payments.deadLetters().list(first.get(1), 10))).isEqualTo(all.subList(2, 5));
    }

    @Test
    void F44_whatEndedLongAgoIsDeletedAndWhatIsOpenOrDeadStays() {
        Payments payments = kitchen();
        Payment old =
                payments.topUp(TopUp.of("old").amount("CNY", "1.00").into(SHOP).through("model"));
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment waiting = payments.topUp(TopUp.of("waiting")
                .amount("CNY", "1.00")
                .into(SHOP)
                .through("model")
                .validFor(Duration.ofDays(15)));
        weeksGoBy(payments);
        Payment fresh = payments.topUp(
                TopUp.of("fresh").amount("CNY", "1.00").into(SHOP).through("model"));

        assertThat(payments.purge(Duration.ofDays(10))).isEqualTo(2); // the work of the old one and its event
        assertThat(payments.purge(Duration.ofDays(10))).isZero();
        assertThatThrownBy(() -> payments.purge(Duration.ofDays(-5))).isInstanceOf(InvalidRequestException.class);
        assertThat(payments.history(old.id()).attempts()).isEmpty();
        assertThat(payments.history(old.id()).transitions()).hasSize(3);
        assertThat(payments.history(fresh.id()).attempts()).hasSize(1);
        assertThat(payments.history(waiting.id()).attempts()).isNotEmpty();
        assertThat(payments.deadLetters().list(10)).isNotEmpty();
        assertThat(payments.topUp(
                        TopUp.of("old").amount("CNY", "1.00").into(SHOP).through("model")))
                .isEqualTo(payments.payment(old.id()));
        payments.receive(merchant.webhook(old));
        assertThat(merchant.available(SHOP)).isGreaterThanOrEqualTo(yuan("2.00"));
    }
}
