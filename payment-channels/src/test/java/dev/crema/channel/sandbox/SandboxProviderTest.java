package dev.crema.channel.sandbox;

import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.ChannelResult.Kind.NOT_SENT;
import static dev.crema.channel.ChannelResult.Kind.UNKNOWN;
import static dev.crema.channel.sandbox.Requests.ANN;
import static dev.crema.channel.sandbox.Requests.EXPIRY;
import static dev.crema.channel.sandbox.Requests.PRICE;
import static dev.crema.channel.sandbox.Requests.charge;
import static dev.crema.channel.sandbox.Requests.payout;
import static dev.crema.channel.sandbox.Requests.refund;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.ChannelResult;
import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.Payee;
import dev.crema.channel.Payout;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxProviderTest {
    private final SettableClock clock = new SettableClock();
    private final SandboxChannel sandbox = new SandboxChannel("sandbox", SandboxSettings.permitted(true), clock);
    private final SandboxProvider provider = sandbox.provider();
    private final Charge umbrella = charge("umbrella_1", PRICE);

    private static void assertDeclined(ChannelResult result, String code) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Declined.class, declined -> assertThat(declined.code()).isEqualTo(code));
    }

    @Test
    void A07_oneReferenceWithAnotherAmountIsDeclinedAndTheFirstOrderStays() {
        sandbox.open(umbrella);

        assertDeclined(sandbox.open(charge("umbrella_1", Money.of("CNY", "19.98"))), "REFERENCE_REUSED");
        assertDeclined(sandbox.open(charge("umbrella_1", Money.of("USD", "19.99"))), "REFERENCE_REUSED");
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
        assertThat(provider.collected("umbrella_1")).contains(PRICE);
    }

    @Test
    void A07_oneReferenceWithAnotherPayeeIsDeclined() {
        sandbox.send(payout("week_9", PRICE, Map.of()));

        Payout toBob = new Payout("week_9", PRICE, Payee.of("bob@example.com"), "Week 9", Map.of());
        assertDeclined(sandbox.send(toBob), "REFERENCE_REUSED");
        Payout sameAccount = new Payout("week_9", PRICE, new Payee(ANN.account(), "Anne"), "Week 9", Map.of());
        assertDeclined(sandbox.send(sameAccount), "REFERENCE_REUSED");
        assertThat(provider.paidOut("week_9")).contains(PRICE);
    }

    @Test
    void A07_oneReferenceForAnotherFormOrOriginalIsDeclined() {
        Charge second = charge("umbrella_2", PRICE);
        sandbox.open(umbrella);
        sandbox.open(second);
        sandbox.refund(refund("back_1", umbrella, PRICE));

        assertDeclined(sandbox.send(payout("umbrella_1", PRICE, Map.of())), "REFERENCE_REUSED");
        assertDeclined(sandbox.refund(refund("back_1", second, PRICE)), "REFERENCE_REUSED");
        assertThat(provider.paidOut("umbrella_1")).isEmpty();
        assertThat(sandbox.query(payout("umbrella_1", PRICE, Map.of())).kind()).isEqualTo(NOT_SENT);
    }

    @Test
    void aRepeatMayBeWordedDifferently() {
        sandbox.open(umbrella);
        Charge reworded = new Charge(
                "umbrella_1", PRICE, "Umbrella", Optional.empty(), EXPIRY.plusNanos(1), Map.of("scenario", "declines"));

        assertThat(sandbox.open(reworded).kind()).isEqualTo(DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "order-1", "über_1", "x\n", "123456789012345678901234567890123"})
    void A10_aMalformedReferenceIsDeclined(String reference) {
        assertDeclined(sandbox.open(charge(reference, PRICE)), "REFERENCE_MALFORMED");
        assertThat(provider.collected(reference)).isEmpty();
    }

    @Test
    void A01_anAmountThatIsNotPositiveIsDeclined() {
        assertDeclined(sandbox.open(charge("nothing_1", Money.of("CNY", "0"))), "AMOUNT_NOT_POSITIVE");
        assertDeclined(sandbox.send(payout("less_1", Money.of("CNY", "-1"), Map.of())), "AMOUNT_NOT_POSITIVE");
    }

    @Test
    void aChargeThatArrivesAfterItsExpiryIsDeclined() {
        clock.pass(Duration.between(clock.instant(), EXPIRY));

        assertDeclined(sandbox.open(umbrella), "EXPIRED");
    }

    @Test
    void aMisspeltScenarioIsDeclinedAndNotGuessed() {
        assertDeclined(sandbox.open(charge("a_1", PRICE, Map.of("scenario", "payz"))), "OPTION_MALFORMED");
        assertDeclined(sandbox.open(charge("a_2", PRICE, Map.of("scenario", "PAYS"))), "OPTION_MALFORMED");
        assertDeclined(sandbox.open(charge("a_3", PRICE, Map.of("silent_acted", "no"))), "OPTION_MALFORMED");
        assertDeclined(sandbox.open(charge("a_4", PRICE, Map.of("unreachable_times", "-1"))), "OPTION_MALFORMED");
        Map<String, String> often = Map.of("scenario", "unreachable", "unreachable_times", "99999999999");
        assertDeclined(sandbox.open(charge("a_5", PRICE, often)), "OPTION_MALFORMED");
    }

    @Test
    void aPayoutOrRefundHasNoPayerToAsk() {
        sandbox.open(umbrella);
        assertDeclined(sandbox.send(payout(Scenario.ASKS)), "OPTION_MALFORMED");

        provider.next(Scenario.ASKS);
        assertDeclined(sandbox.refund(refund("back_1", umbrella, PRICE)), "OPTION_MALFORMED");
    }

    @Test
    void onlyAPaidChargeIsGivenBack() {
        Charge asked = charge(Scenario.ASKS);
        assertDeclined(sandbox.refund(refund("back_1", asked, PRICE)), "CHARGE_UNKNOWN");

        sandbox.open(asked);
        assertDeclined(sandbox.refund(refund("back_2", asked, PRICE)), "CHARGE_UNKNOWN");

        provider.payer("umbrella_1").confirms();
        assertThat(sandbox.refund(refund("back_3", asked, PRICE)).kind()).isEqualTo(DONE);
        assertDeclined(sandbox.refund(refund("back_1", asked, PRICE)), "CHARGE_UNKNOWN");
    }

    @Test
    void A15_aRefundThatNamesAnotherTransactionIsDeclined() {
        sandbox.open(umbrella);
        ChargeRefund strange = new ChargeRefund("back_1", "umbrella_1", "sandbox_umbrella_2", PRICE, PRICE, "");

        assertDeclined(sandbox.refund(strange), "CHARGE_UNKNOWN");
    }

    @Test
    void A15_refundsTogetherGiveBackNoMoreThanWasCollected() {
        sandbox.open(umbrella);
        sandbox.refund(refund("back_1", umbrella, Money.of("CNY", "10.00")));

        assertDeclined(sandbox.refund(refund("back_2", umbrella, Money.of("CNY", "10.00"))), "REFUND_EXCEEDS_CHARGE");
        assertThat(sandbox.refund(refund("back_3", umbrella, Money.of("CNY", "9.99")))
                        .kind())
                .isEqualTo(DONE);
        assertThat(provider.balance(PRICE.currency())).isEqualTo(Money.zero(PRICE.currency()));
    }

    @Test
    void A15_aRefundOnItsWayKeepsItsShareAndADeclinedOneDoesNot() {
        sandbox.open(umbrella);
        provider.next(Scenario.DECLINES);
        sandbox.refund(refund("back_1", umbrella, PRICE));
        provider.next(Scenario.LATE);

        assertThat(sandbox.refund(refund("back_2", umbrella, PRICE)).kind()).isEqualTo(IN_PROGRESS);
        assertDeclined(sandbox.refund(refund("back_3", umbrella, PRICE)), "REFUND_EXCEEDS_CHARGE");
    }

    @Test
    void A15_whatWasCollectedCountsAndNotWhatWasAsked() {
        Charge half = charge(Scenario.OTHER_AMOUNT);
        sandbox.open(half);

        assertDeclined(sandbox.refund(refund("back_1", half, PRICE)), "REFUND_EXCEEDS_CHARGE");
        assertThat(sandbox.refund(refund("back_2", half, Money.of("CNY", "9.99")))
                        .kind())
                .isEqualTo(DONE);
    }

    @Test
    void A05_aRefundInAnotherCurrencyIsDeclined() {
        sandbox.open(umbrella);

        assertDeclined(sandbox.refund(refund("back_1", umbrella, Money.of("USD", "1.00"))), "CURRENCY_MISMATCH");
        assertThat(sandbox.refund(refund("back_2", umbrella, PRICE)).kind()).isEqualTo(DONE);
    }

    @Test
    void A14_manyRefundsAtOnceGiveBackNoMoreThanWasCollected() {
        Charge hundred = charge("hundred_1", Money.of("CNY", "100.00"));
        sandbox.open(hundred);

        long refunded = IntStream.range(0, 10)
                .parallel()
                .mapToObj(i -> refund("back_" + i, hundred, Money.of("CNY", "60.00")))
                .filter(back -> sandbox.refund(back).kind() == DONE)
                .count();

        assertThat(refunded).isEqualTo(1);
        assertThat(provider.balance(PRICE.currency())).isEqualTo(Money.of("CNY", "40.00"));
    }

    @Test
    void aLostRequestDidNothingAndALostAnswerDid() {
        provider.loseNextRequest();
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(NOT_SENT);

        provider.loseNextAnswer();
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
        assertThat(provider.requests("umbrella_1")).isEqualTo(1);
    }

    @Test
    void lossesBefallOneCallEachInTheirOrder() {
        sandbox.open(umbrella);
        provider.loseNextAnswer();
        provider.loseNextRequest();

        assertThat(sandbox.query(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.close(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
    }

    @Test
    void whileItIsAwayNothingArrivesAndNothingIsKnown() {
        sandbox.open(umbrella);
        provider.goAway();

        assertThat(sandbox.open(charge("umbrella_2", PRICE)).kind()).isEqualTo(NOT_SENT);
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(sandbox.close(umbrella).kind()).isEqualTo(UNKNOWN);

        provider.comeBack();
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
        assertThat(sandbox.open(charge("umbrella_2", PRICE)).kind()).isEqualTo(DONE);
        assertThat(provider.requests("umbrella_2")).isEqualTo(1);
    }

    @Test
    void F33_whatItForgotIsAbsentAndSentAgainMovesOnlyTheMoneyThereIs() {
        sandbox.open(umbrella);
        provider.forget();

        assertThat(sandbox.query(umbrella).kind()).isEqualTo(NOT_SENT);
        assertThat(sandbox.close(umbrella).kind()).isEqualTo(NOT_SENT);
        assertDeclined(sandbox.refund(refund("back_1", umbrella, PRICE)), "CHARGE_UNKNOWN");
        assertThat(provider.balance(PRICE.currency())).isEqualTo(Money.zero(PRICE.currency()));

        assertThat(sandbox.open(umbrella)).isEqualTo(Done.of("sandbox_umbrella_1", PRICE));
        assertThat(provider.balance(PRICE.currency())).isEqualTo(PRICE);
    }

    @Test
    void theBalanceIsWhatCameInLessWhatWentOutPerCurrency() {
        sandbox.open(umbrella);
        sandbox.open(charge("yen_1", Money.of("JPY", "500")));
        sandbox.open(charge("declined_1", PRICE, Map.of("scenario", "declines")));
        sandbox.send(payout("week_9", Money.of("CNY", "5.00"), Map.of()));
        sandbox.refund(refund("back_1", umbrella, Money.of("CNY", "4.99")));

        assertThat(provider.balance(PRICE.currency())).isEqualTo(Money.of("CNY", "10.00"));
        assertThat(provider.balance(Currency.of("JPY"))).isEqualTo(Money.of("JPY", "500"));
        assertThat(provider.balance(Currency.of("USD"))).isEqualTo(Money.zero(Currency.of("USD")));
        assertThat(provider.orders()).isEqualTo(5);
    }
}
