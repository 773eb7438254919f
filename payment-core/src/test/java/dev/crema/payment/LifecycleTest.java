package dev.crema.payment;

import static dev.crema.payment.PaymentState.AUTHORIZED;
import static dev.crema.payment.PaymentState.AWAITING_PAYER;
import static dev.crema.payment.PaymentState.CANCELLED;
import static dev.crema.payment.PaymentState.CREATED;
import static dev.crema.payment.PaymentState.EXPIRED;
import static dev.crema.payment.PaymentState.FAILED;
import static dev.crema.payment.PaymentState.PROCESSING;
import static dev.crema.payment.PaymentState.SUCCEEDED;
import static dev.crema.payment.PaymentState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelFact.Source;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.NextAction;
import dev.crema.channel.Payee;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidStateException;
import dev.crema.money.Money;
import dev.crema.retry.Ladder;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {
    private static final Instant BIRTH = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Money PRICE = Money.of("CNY", "18.50");
    private static final ChannelResult DONE = ChannelResult.Done.of("t-1", PRICE);
    private static final ChannelResult DECLINED = new ChannelResult.Declined("NO", "not today");
    private static final ChannelResult UNCLEAR = new ChannelResult.Unknown("timeout");
    private static final ChannelResult ABSENT = new ChannelResult.NotSent("no such order");
    private static final ChannelResult UNDERWAY = new ChannelResult.InProgress("wait");
    private static final ChannelResult ASKS =
            new ChannelResult.NeedsAction(new NextAction.Redirect(URI.create("https://pay.example/1")));

    private final Payment topUp =
            payment(TopUp.of("o-1").amount(PRICE).into("merchant:cafe").through("alipay"));
    private final Payment payout = payment(Withdrawal.of("w-1")
            .amount(PRICE)
            .from("merchant:cafe")
            .through("alipay")
            .to(Payee.of("ann@example.org")));

    @Test
    void noStateLeadsOutOfATerminalOne() {
        List<PaymentState> terminal = Arrays.stream(PaymentState.values())
                .filter(PaymentState::isTerminal)
                .toList();
        assertThat(terminal).containsExactly(SUCCEEDED, FAILED, CANCELLED, EXPIRED);
        assertThatThrownBy(() -> in(topUp, SUCCEEDED).become(FAILED, BIRTH)).isInstanceOf(InvalidStateException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentState.class,
            names = {"PROCESSING", "AWAITING_PAYER", "UNKNOWN"})
    void successEndsALivePayment(PaymentState state) {
        Verdict verdict = apply(in(topUp, state), Source.WEBHOOK, DONE);

        assertThat(verdict.next().state()).isEqualTo(SUCCEEDED);
        assertThat(verdict.next().receipt().orElseThrow().transactionId()).isEqualTo("t-1");
        assertThat(verdict.due()).isEmpty();
    }

    @Test
    void F24_aLostAnswerIsUnknownAndAskedFor() {
        Verdict verdict = apply(in(payout, PROCESSING), Source.ANSWER, UNCLEAR);

        assertThat(verdict.next().state()).isEqualTo(UNKNOWN);
        assertThat(verdict.due()).isPresent();
        assertThat(Lifecycle.work(verdict.next(), sent(ChannelResult.Kind.UNKNOWN), BIRTH))
                .hasValue(Work.QUERY);
    }

    @Test
    void F28_absentIsBelievedOnlyAfterTheSettlingTime() {
        Payment unknown = in(payout, UNKNOWN);
        Verdict early =
                apply(unknown, Source.QUERY, ABSENT, BIRTH.plus(SETTLING).minusMillis(1));
        Verdict late = apply(unknown, Source.QUERY, ABSENT, BIRTH.plus(SETTLING));

        assertThat(early.absent()).isFalse();
        assertThat(early.next()).isEqualTo(unknown);
        assertThat(late.absent()).isTrue();
        assertThat(late.next().state()).isEqualTo(UNKNOWN);
        assertThat(late.due()).hasValue(BIRTH.plus(SETTLING));
    }

    @Test
    void F28_aCallWithoutAnAnswerMayHaveLeftAsLateAsItsLeaseAllowed() {
        Optional<Attempt> unanswered = sent(ChannelResult.Kind.UNKNOWN)
                .map(send -> new Attempt(
                        1, Work.SEND, "alipay", send.reference(), BIRTH, Optional.empty(), Optional.empty(), ""));
        Instant believed = BIRTH.plus(LEASE).plus(SETTLING);
        ChannelFact absent = fact(Source.QUERY, ABSENT);

        assertThat(Lifecycle.apply(in(payout, UNKNOWN), unanswered, absent, terms(believed.minusMillis(1), 1))
                        .absent())
                .isFalse();
        assertThat(Lifecycle.apply(in(payout, UNKNOWN), unanswered, absent, terms(believed, 1))
                        .absent())
                .isTrue();
    }

    @Test
    void F40_moneyThatWentOutAndIsDeniedLaterHasComeBack() {
        assertDiffers(in(payout, SUCCEEDED), DECLINED, Difference.Kind.RETURNED);
    }

    @Test
    void aRequestThatNeverLeftIsSentAgain() {
        Verdict verdict = apply(in(topUp, PROCESSING), Source.ANSWER, ABSENT);

        assertThat(verdict.next().state()).isEqualTo(PROCESSING);
        assertThat(Lifecycle.work(verdict.next(), sent(ChannelResult.Kind.NOT_SENT), BIRTH))
                .hasValue(Work.SEND);
    }

    @Test
    void whatNeverLeftByTheEndOfTheLadderHasFailed() {
        Verdict verdict = Lifecycle.apply(
                in(payout, PROCESSING),
                sent(ChannelResult.Kind.NOT_SENT),
                fact(Source.ANSWER, ABSENT),
                terms(BIRTH, 14));

        assertThat(verdict.next().state()).isEqualTo(FAILED);
        assertThat(verdict.next().reason().orElseThrow().code()).isEqualTo("CHANNEL_UNAVAILABLE");
    }

    @Test
    void F29_whatStaysUnclearIsStuckAndNotFailed() {
        Verdict verdict = Lifecycle.apply(
                in(payout, UNKNOWN), sent(ChannelResult.Kind.UNKNOWN), fact(Source.QUERY, UNCLEAR), terms(BIRTH, 14));

        assertThat(verdict.next().state()).isEqualTo(UNKNOWN);
        assertThat(verdict.next().attention()).hasValue(Attention.STUCK);
        assertThat(verdict.due()).isEmpty();
    }

    @Test
    void thePayersTimeIsKept() {
        Verdict asked = apply(in(topUp, PROCESSING), Source.ANSWER, ASKS);
        Payment awaiting = asked.next();
        Instant deadline = awaiting.deadline().orElseThrow();

        assertThat(awaiting.state()).isEqualTo(AWAITING_PAYER);
        assertThat(awaiting.nextAction().kind()).isEqualTo(NextAction.Kind.REDIRECT);
        assertThat(Lifecycle.work(awaiting, sent(ChannelResult.Kind.NEEDS_ACTION), deadline.minusMillis(1)))
                .hasValue(Work.QUERY);
        assertThat(Lifecycle.work(awaiting, sent(ChannelResult.Kind.NEEDS_ACTION), deadline))
                .hasValue(Work.CLOSE);
        assertThat(apply(awaiting, Source.CLOSE, DECLINED, deadline).next().state())
                .isEqualTo(EXPIRED);
        assertThat(apply(awaiting, Source.CLOSE, DONE, deadline).next().state()).isEqualTo(SUCCEEDED);
        assertThat(apply(awaiting.withCancelRequested(), Source.CLOSE, DECLINED, BIRTH)
                        .next()
                        .state())
                .isEqualTo(CANCELLED);
    }

    @Test
    void F22_aPaymentInFlightDoesNotExpire() {
        Payment processing = in(topUp, PROCESSING);
        Instant longAfter = processing.deadline().orElseThrow().plus(Duration.ofDays(1));

        assertThat(Lifecycle.work(processing, sent(ChannelResult.Kind.IN_PROGRESS), longAfter))
                .hasValue(Work.QUERY);
        assertThat(Lifecycle.work(topUp, Optional.empty(), longAfter)).hasValue(Work.LAPSE);
    }

    @Test
    void aHeldTransferOnlyWaits() {
        Payment held = payment(Transfer.of("t-1")
                .amount(PRICE)
                .from("wallet:ann")
                .to("merchant:cafe")
                .held(Duration.ofHours(1)));
        Payment authorized = in(held, AUTHORIZED);

        assertThat(Lifecycle.work(authorized, Optional.empty(), BIRTH)).isEmpty();
        assertThat(Lifecycle.work(authorized, Optional.empty(), BIRTH.plus(Duration.ofHours(1))))
                .hasValue(Work.LAPSE);
    }

    @Test
    void F30_anotherAmountComingInIsNoSuccess() {
        Money other = Money.of("CNY", "18.49");
        Verdict verdict = apply(in(topUp, PROCESSING), Source.ANSWER, ChannelResult.Done.of("t-1", other));

        assertThat(verdict.next().state()).isEqualTo(FAILED);
        assertThat(verdict.next().attention()).hasValue(Attention.DIFFERENCE);
        assertThat(verdict.difference().orElseThrow().kind()).isEqualTo(Difference.Kind.AMOUNT_MISMATCH);
        assertThat(verdict.difference().orElseThrow().moved()).isEqualTo(other);
        assertThat(apply(verdict.next(), Source.WEBHOOK, ChannelResult.Done.of("t-1", other))
                        .difference())
                .isEmpty();
    }

    @Test
    void F30_anotherAmountGoingOutWaitsForAPerson() {
        Verdict verdict =
                apply(in(payout, PROCESSING), Source.ANSWER, ChannelResult.Done.of("t-1", Money.of("CNY", "18.49")));

        assertThat(verdict.next().state()).isEqualTo(PROCESSING);
        assertThat(verdict.next().attention()).hasValue(Attention.DIFFERENCE);
        assertThat(verdict.due()).isEmpty();
    }

    @Test
    void F31_F40_lateNewsNeverChangesAnEnd() {
        Payment paid = apply(in(topUp, PROCESSING), Source.ANSWER, DONE).next();

        assertThat(apply(paid, Source.WEBHOOK, DONE)).isEqualTo(Verdict.settled(paid));
        assertThat(apply(paid, Source.WEBHOOK, UNDERWAY)).isEqualTo(Verdict.settled(paid));
        assertDiffers(paid, ChannelResult.Done.of("t-2", PRICE), Difference.Kind.DUPLICATE_CHANNEL_TXN);
        assertDiffers(paid, DECLINED, Difference.Kind.CONTRADICTION);
        for (PaymentState end : List.of(FAILED, CANCELLED, EXPIRED)) {
            assertDiffers(in(topUp, end), DONE, Difference.Kind.LATE_SUCCESS);
            assertThat(apply(in(topUp, end), Source.WEBHOOK, DECLINED).difference())
                    .isEmpty();
        }
    }

    private static void assertDiffers(Payment ended, ChannelResult news, Difference.Kind kind) {
        Verdict verdict = apply(ended, Source.WEBHOOK, news);
        assertThat(verdict.next().state()).isEqualTo(ended.state());
        assertThat(verdict.next().attention()).hasValue(Attention.DIFFERENCE);
        assertThat(verdict.difference().orElseThrow().kind()).isEqualTo(kind);
    }

    private static Verdict apply(Payment payment, Source source, ChannelResult result) {
        return apply(payment, source, result, BIRTH);
    }

    private static Verdict apply(Payment payment, Source source, ChannelResult result, Instant now) {
        return Lifecycle.apply(payment, sent(ChannelResult.Kind.UNKNOWN), fact(source, result), terms(now, 1));
    }

    private static ChannelFact fact(Source source, ChannelResult result) {
        return new ChannelFact("alipay", "any", source, result);
    }

    private static Terms terms(Instant now, int tries) {
        return new Terms(now, Ladder.DEFAULT, tries, SETTLING, LEASE, (payment, difference) -> {
            throw new AssertionError("the transition function only judges");
        });
    }

    private static Optional<Attempt> sent(ChannelResult.Kind result) {
        PaymentId any = PaymentId.random(new SecureRandom());
        return Optional.of(new Attempt(
                1,
                Work.SEND,
                "alipay",
                ChannelReference.first(any),
                BIRTH,
                Optional.of(BIRTH),
                Optional.of(result),
                ""));
    }

    private static Payment in(Payment created, PaymentState state) {
        if (state == CREATED) {
            return created;
        }
        Payment processing = created.become(PROCESSING, BIRTH);
        return state == PROCESSING ? processing : processing.become(state, BIRTH);
    }

    private static Payment payment(PaymentRequest request) {
        Optional<Instant> deadline =
                request.form() == Form.WITHDRAWAL ? Optional.empty() : Optional.of(BIRTH.plus(Duration.ofMinutes(30)));
        if (request instanceof Transfer transfer) {
            deadline = transfer.heldFor().map(BIRTH::plus);
        }
        return Payment.create(
                PaymentId.random(new SecureRandom()),
                Scope.DEFAULT,
                request,
                "alipay",
                Optional.empty(),
                Optional.empty(),
                deadline,
                BIRTH);
    }
}
