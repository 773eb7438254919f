package dev.crema.channel.sandbox;

import static dev.crema.channel.ChannelResult.Kind.DECLINED;
import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.ChannelResult.Kind.NEEDS_ACTION;
import static dev.crema.channel.ChannelResult.Kind.NOT_SENT;
import static dev.crema.channel.ChannelResult.Kind.UNKNOWN;
import static dev.crema.channel.sandbox.Requests.PRICE;
import static dev.crema.channel.sandbox.Requests.charge;
import static dev.crema.channel.sandbox.Requests.payout;
import static dev.crema.channel.sandbox.Requests.refund;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.Payout;
import dev.crema.money.Money;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    private final SettableClock clock = new SettableClock();
    private final SandboxSettings settings =
            SandboxSettings.permitted(true).settlingTime(Duration.ofSeconds(5)).lateAfter(Duration.ofSeconds(10));
    private final SandboxChannel sandbox = new SandboxChannel("sandbox", settings, clock);
    private final SandboxProvider provider = sandbox.provider();

    @Test
    void whatChoosesNothingIsPaidAtOnce() {
        Charge umbrella = charge("umbrella_1", PRICE);

        assertThat(sandbox.open(umbrella)).isEqualTo(Done.of("sandbox_umbrella_1", PRICE));
        assertThat(sandbox.query(umbrella)).isEqualTo(Done.of("sandbox_umbrella_1", PRICE));
        assertThat(provider.collected("umbrella_1")).contains(PRICE);
    }

    @Test
    void paysMovesTheMoneyAtOnceWhicheverWayItGoes() {
        Charge umbrella = charge(Scenario.PAYS);
        Payout week = payout(Scenario.PAYS);
        ChargeRefund back = refund("back_1", umbrella, Money.of("CNY", "9.99"));

        assertThat(sandbox.open(umbrella).kind()).isEqualTo(DONE);
        assertThat(sandbox.send(week).kind()).isEqualTo(DONE);
        assertThat(sandbox.refund(back).kind()).isEqualTo(DONE);
        assertThat(provider.collected("umbrella_1")).contains(PRICE);
        assertThat(provider.paidOut("week_9")).contains(PRICE);
        assertThat(provider.refunded("back_1")).contains(Money.of("CNY", "9.99"));
    }

    @Test
    void declinesSaysNoForGood() {
        Charge umbrella = charge(Scenario.DECLINES);
        Payout week = payout(Scenario.DECLINES);

        assertThat(sandbox.open(umbrella).kind()).isEqualTo(DECLINED);
        assertThat(sandbox.send(week).kind()).isEqualTo(DECLINED);
        clock.pass(Duration.ofDays(1));

        assertThat(sandbox.query(umbrella)).isEqualTo(sandbox.open(umbrella));
        assertThat(sandbox.query(week).kind()).isEqualTo(DECLINED);
        assertThat(sandbox.close(umbrella).kind()).isEqualTo(DECLINED);
        assertThat(provider.collected("umbrella_1")).isEmpty();
        assertThat(provider.paidOut("week_9")).isEmpty();
    }

    @Test
    void lateIsInProgressUntilTheClockHasComeToIt() {
        Charge umbrella = charge(Scenario.LATE);
        Payout week = payout(Scenario.LATE);
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(IN_PROGRESS);
        assertThat(sandbox.send(week).kind()).isEqualTo(IN_PROGRESS);

        clock.pass(Duration.ofMillis(9_999));
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(IN_PROGRESS);
        assertThat(sandbox.send(week).kind()).isEqualTo(IN_PROGRESS);
        assertThat(provider.paidOut("week_9")).isEmpty();

        clock.pass(Duration.ofMillis(1));
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
        assertThat(sandbox.query(week).kind()).isEqualTo(DONE);
        assertThat(provider.paidOut("week_9")).contains(PRICE);
    }

    @Test
    void whatIsLateCanBeClosedUntilItIsDone() {
        Charge umbrella = charge(Scenario.LATE);
        sandbox.open(umbrella);

        assertThat(sandbox.close(umbrella).kind()).isEqualTo(DECLINED);
        clock.pass(Duration.ofSeconds(10));

        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DECLINED);
        assertThat(provider.collected("umbrella_1")).isEmpty();
    }

    @Test
    void F28_whatIsSilentIsNotFoundBeforeItsSettlingTimeAndDoneAfterwards() {
        Payout week = payout(Scenario.SILENT);
        assertThat(sandbox.send(week).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.send(week).kind()).isEqualTo(UNKNOWN);

        clock.pass(sandbox.capabilities().settlingTime().minusMillis(1));
        assertThat(sandbox.query(week).kind()).isEqualTo(NOT_SENT);
        assertThat(provider.paidOut("week_9")).contains(PRICE);

        clock.pass(Duration.ofMillis(1));
        assertThat(sandbox.query(week).kind()).isEqualTo(DONE);
        assertThat(provider.paidOut("week_9")).contains(PRICE);
        assertThat(provider.requests("week_9")).isEqualTo(2);
    }

    @Test
    void aSilentChargeIsClosedOnlyOnceItCanBeFoundAndThenItIsPaid() {
        Charge umbrella = charge(Scenario.SILENT);
        sandbox.open(umbrella);

        assertThat(sandbox.close(umbrella).kind()).isEqualTo(NOT_SENT);
        clock.pass(Duration.ofSeconds(5));

        assertThat(sandbox.close(umbrella).kind()).isEqualTo(DONE);
    }

    @Test
    void F28_whatWasSilentlyLostStaysAbsentUntilItIsSentAgain() {
        Payout week = payout("week_9", PRICE, Map.of("scenario", "silent", "silent_acted", "false"));
        assertThat(sandbox.send(week).kind()).isEqualTo(UNKNOWN);
        clock.pass(Duration.ofSeconds(5));

        assertThat(sandbox.query(week).kind()).isEqualTo(NOT_SENT);
        assertThat(provider.paidOut("week_9")).isEmpty();
        assertThat(provider.orders()).isZero();

        assertThat(sandbox.send(week).kind()).isEqualTo(DONE);
        assertThat(sandbox.query(week).kind()).isEqualTo(DONE);
        assertThat(provider.paidOut("week_9")).contains(PRICE);
    }

    @Test
    void whatIsMuteIsNeverAnsweredAndMovesNothing() {
        Charge umbrella = charge(Scenario.MUTE);
        Payout week = payout(Scenario.MUTE);
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.send(week).kind()).isEqualTo(UNKNOWN);

        clock.pass(Duration.ofDays(8));
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.close(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.query(week).kind()).isEqualTo(UNKNOWN);
        assertThat(provider.collected("umbrella_1")).isEmpty();
        assertThat(provider.paidOut("week_9")).isEmpty();
    }

    @Test
    void F30_otherAmountMovesHalfOfWhatWasAsked() {
        assertThat(sandbox.open(charge(Scenario.OTHER_AMOUNT)))
                .isEqualTo(Done.of("sandbox_umbrella_1", Money.of("CNY", "9.99")));
        assertThat(sandbox.send(payout(Scenario.OTHER_AMOUNT)))
                .isEqualTo(Done.of("sandbox_week_9", Money.of("CNY", "9.99")));
    }

    @Test
    void F30_otherAmountOfASingleMinorUnitIsTwo() {
        Charge yen = charge("yen_1", Money.of("JPY", "1"), Map.of("scenario", "other_amount"));

        assertThat(sandbox.open(yen)).isEqualTo(Done.of("sandbox_yen_1", Money.of("JPY", "2")));
    }

    @Test
    void F23_theUnreachableIsNotReachedTwiceAndThenPays() {
        Charge umbrella = charge(Scenario.UNREACHABLE);

        assertThat(sandbox.open(umbrella).kind()).isEqualTo(NOT_SENT);
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(NOT_SENT);
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(NOT_SENT);
        assertThat(provider.collected("umbrella_1")).isEmpty();
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(DONE);
        assertThat(provider.collected("umbrella_1")).contains(PRICE);
    }

    @Test
    void F23_howOftenTheUnreachableIsNotReachedCanBeSaid() {
        Payout week = payout("week_9", PRICE, Map.of("scenario", "unreachable", "unreachable_times", "1"));

        assertThat(sandbox.send(week).kind()).isEqualTo(NOT_SENT);
        assertThat(sandbox.send(week).kind()).isEqualTo(DONE);
    }

    @Test
    void theNextScenarioGoesBeforeTheChosenOneAndOnlyOnce() {
        provider.next(Scenario.DECLINES);
        provider.next(Scenario.LATE);

        assertThat(sandbox.open(charge(Scenario.PAYS)).kind()).isEqualTo(DECLINED);
        assertThat(sandbox.send(payout(Scenario.PAYS)).kind()).isEqualTo(IN_PROGRESS);
        assertThat(sandbox.open(charge("umbrella_2", PRICE)).kind()).isEqualTo(DONE);
    }

    @Test
    void aRepeatDoesNotUseUpTheNextScenario() {
        sandbox.open(charge(Scenario.PAYS));
        provider.next(Scenario.DECLINES);

        assertThat(sandbox.open(charge(Scenario.PAYS)).kind()).isEqualTo(DONE);
        assertThat(sandbox.open(charge("umbrella_2", PRICE)).kind()).isEqualTo(DECLINED);
    }

    @Test
    void aRefundPlaysTheNextScenario() {
        Charge umbrella = charge("umbrella_1", PRICE);
        sandbox.open(umbrella);
        provider.next(Scenario.SILENT);
        ChargeRefund back = refund("back_1", umbrella, PRICE);

        assertThat(sandbox.refund(back).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.query(back).kind()).isEqualTo(NOT_SENT);
        clock.pass(Duration.ofSeconds(5));

        assertThat(sandbox.query(back).kind()).isEqualTo(DONE);
        assertThat(provider.refunded("back_1")).contains(PRICE);
    }

    @Test
    void theSettingsDecideForEachFormWhatNothingElseDid() {
        SandboxChannel moody = new SandboxChannel(
                "moody", settings.charges(Scenario.ASKS).payouts(Scenario.LATE).refunds(Scenario.DECLINES), clock);
        Charge umbrella = charge("umbrella_1", PRICE, Map.of());

        assertThat(moody.open(umbrella).kind()).isEqualTo(NEEDS_ACTION);
        assertThat(moody.send(payout("week_9", PRICE, Map.of())).kind()).isEqualTo(IN_PROGRESS);
        assertThat(moody.refund(refund("back_1", umbrella, PRICE)).kind()).isEqualTo(DECLINED);
    }

    @Test
    void otherProvidersOptionsAreNoneOfItsBusiness() {
        assertThat(sandbox.open(charge("umbrella_1", PRICE, Map.of("product", "page")))
                        .kind())
                .isEqualTo(DONE);
    }

    @Test
    void A06_theFeeOfAChargeIsRoundedHalfUp() {
        SandboxChannel dear = new SandboxChannel("dear", settings.feeBasisPoints(50), clock);

        assertThat(dear.open(charge("exact_1", Money.of("CNY", "20.00"))))
                .isEqualTo(withFee("exact_1", "20.00", "0.10"));
        assertThat(dear.open(charge("half_1", Money.of("CNY", "25.00")))).isEqualTo(withFee("half_1", "25.00", "0.13"));
        assertThat(dear.open(charge("below_1", Money.of("CNY", "24.80"))))
                .isEqualTo(withFee("below_1", "24.80", "0.12"));
        assertThat(dear.provider().balance(PRICE.currency())).isEqualTo(Money.of("CNY", "69.45"));
    }

    private static Done withFee(String reference, String amount, String fee) {
        return new Done("sandbox_" + reference, Money.of("CNY", amount), Money.of("CNY", fee));
    }

    @Test
    void payoutsAndRefundsCostNothing() {
        SandboxChannel dear = new SandboxChannel("dear", settings.feeBasisPoints(10_000), clock);
        Charge umbrella = charge("umbrella_1", PRICE);
        dear.open(umbrella);

        assertThat(dear.send(payout(Scenario.PAYS))).isEqualTo(Done.of("sandbox_week_9", PRICE));
        assertThat(dear.refund(refund("back_1", umbrella, PRICE))).isEqualTo(Done.of("sandbox_back_1", PRICE));
    }
}
