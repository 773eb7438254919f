package dev.crema.channel;

import static dev.crema.channel.ChannelResult.Kind.DECLINED;
import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.ChannelResult.Kind.NOT_SENT;
import static dev.crema.channel.ChannelResult.Kind.UNKNOWN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.ChannelResult.Done;
import dev.crema.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a channel that refunds owes the engine: see {@link ChannelContract} for how an adapter's test takes part. */
public interface RefundsContract extends ChannelContract {
    @Override
    Refunds channel();

    /** The far side: the same one throughout a test, with nothing refunded at its start. */
    Provider provider();

    /** A refund of the whole of a charge that the provider has collected just for it. */
    private ChargeRefund refund(String reference, Money amount) {
        return refund(reference, amount, amount);
    }

    private ChargeRefund refund(String reference, Money charged, Money amount) {
        String charge = "c_" + reference;
        String transaction = provider().hasCollected(charge, charged);
        return new ChargeRefund(reference, charge, transaction, charged, amount, "It rained in");
    }

    @Test
    default void aRefundThatArrivedIsDoneWithOneTransactionHoweverOftenOneAsks() {
        ChargeRefund umbrella = arrived(refund("arrived_1", amount()));

        ChannelResult first = channel().query(umbrella);
        assertThat(first.kind()).isEqualTo(DONE);
        assertThat(channel().query(umbrella)).isEqualTo(first);
    }

    private ChargeRefund arrived(ChargeRefund refund) {
        assertThat(channel().refund(refund).kind()).isIn(DONE, IN_PROGRESS);
        provider().refundArrives(refund.reference());
        return refund;
    }

    @Test
    default void refundingTwiceWithOneReferenceGivesBackOnce() {
        ChargeRefund umbrella = arrived(refund("twice_1", amount()));

        assertThat(channel().refund(umbrella).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().refundArrives("twice_1");

        assertThat(channel().query(umbrella)).isInstanceOf(Done.class);
        assertThat(provider().refunded("twice_1")).contains(amount());
    }

    @Test
    default void refundingFromTwoThreadsAtOnceGivesBackOnce() throws Exception {
        Map<String, ChargeRefund> refunds = AtOnce.references().stream()
                .collect(
                        Collectors.toUnmodifiableMap(reference -> reference, reference -> refund(reference, amount())));

        List<ChannelResult> answers =
                AtOnce.call(reference -> channel().refund(requireNonNull(refunds.get(reference))));
        refunds.keySet().forEach(provider()::refundArrives);

        assertThat(answers)
                .extracting(ChannelResult::kind)
                .containsAnyOf(DONE, IN_PROGRESS)
                .doesNotContain(DECLINED);
        assertThat(refunds).allSatisfy((reference, refund) -> {
            assertThat(channel().query(refund)).isInstanceOf(Done.class);
            assertThat(provider().refunded(reference)).contains(amount());
        });
    }

    @Test
    default void twoPartialRefundsOfOneChargeAreTwoRefunds() {
        ChargeRefund first = refund("parts_1", amount(), part());
        ChargeRefund second = new ChargeRefund(
                "parts_2", first.chargeReference(), first.chargeTransaction(), amount(), part(), "It rained in again");

        arrived(first);
        arrived(second);

        assertThat(provider().refunded("parts_1")).contains(part());
        assertThat(provider().refunded("parts_2")).contains(part());
    }

    private Money part() {
        return Money.ofMinor(amount().currency(), amount().minor() / 3);
    }

    @Test
    default void F24_aRefundWhoseAnswerWasLostIsUnknownAndFoundByAsking() {
        ChargeRefund umbrella = refund("lost_1", amount());
        provider().loseNextAnswer();

        assertThat(channel().refund(umbrella).kind()).isEqualTo(UNKNOWN);
        provider().refundArrives("lost_1");

        assertThat(channel().query(umbrella)).isInstanceOf(Done.class);
        assertThat(provider().refunded("lost_1")).contains(amount());
    }

    @Test
    default void F24_repeatingARefundWhoseAnswerWasLostGivesBackOnce() {
        ChargeRefund umbrella = refund("lost_2", amount());
        provider().loseNextAnswer();
        channel().refund(umbrella);

        assertThat(channel().refund(umbrella).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().refundArrives("lost_2");

        assertThat(provider().refunded("lost_2")).contains(amount());
    }

    @Test
    default void F23_aRefundThatNeverLeftIsNotSent() {
        ChargeRefund umbrella = refund("never_left_1", amount());
        provider().goAway();

        assertThat(channel().refund(umbrella).kind()).isEqualTo(NOT_SENT);
        assertThat(provider().refunded("never_left_1")).isEmpty();
    }

    @Test
    default void aRefundTheProviderNeverSawIsNotSent() {
        assertThat(channel().query(refund("never_seen_1", amount())).kind()).isEqualTo(NOT_SENT);
    }

    @Test
    default void F24_aQueryForARefundThatDoesNotGetThroughIsUnknownAndNotAbsent() {
        ChargeRefund umbrella = arrived(refund("unasked_1", amount()));
        provider().goAway();

        assertThat(channel().query(umbrella).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    default void F24_aQueryForARefundWhoseAnswerWasLostIsUnknown() {
        ChargeRefund umbrella = arrived(refund("unheard_1", amount()));
        provider().loseNextAnswer();

        assertThat(channel().query(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(channel().query(umbrella)).isInstanceOf(Done.class);
    }

    @Test
    default void aDeclinedRefundStaysDeclined() {
        ChargeRefund umbrella = refund("declined_1", amount());
        provider().declineNext();

        assertThat(channel().refund(umbrella).kind()).isEqualTo(DECLINED);
        provider().refundArrives("declined_1");

        assertThat(channel().query(umbrella).kind()).isIn(DECLINED, NOT_SENT);
        assertThat(provider().refunded("declined_1")).isEmpty();
    }

    @Test
    default void F30_anotherAmountThanWasToBeRefundedIsReportedAsItIs() {
        ChargeRefund umbrella = refund("other_amount_1", amount());
        provider().moveAnotherAmountNext();
        channel().refund(umbrella);
        provider().refundArrives("other_amount_1");

        Money refunded = provider().refunded("other_amount_1").orElseThrow();
        assertThat(refunded).isNotEqualTo(amount());
        assertThat(channel().query(umbrella))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.amount()).isEqualTo(refunded));
    }

    @Test
    default void A02_refundsInEveryCurrencyArriveExactly() {
        amounts().forEach(amount -> {
            String reference =
                    "exact_" + amount.minor() + "_" + amount.currency().code().replace('/', '_');
            ChargeRefund refund = arrived(refund(reference, amount));

            assertThat(provider().refunded(reference)).contains(amount);
            assertThat(channel().query(refund))
                    .isInstanceOfSatisfying(
                            Done.class, done -> assertThat(done.amount()).isEqualTo(amount));
        });
    }

    /** The far side of a channel that refunds. */
    interface Provider extends ChannelContract.Provider {
        /**
         * The provider has collected a charge, some time before.
         *
         * @return the provider's own id of it
         */
        String hasCollected(String chargeReference, Money amount);

        /** Whatever the refund waits for happens. What was declined stays so; what has arrived arrives no more. */
        void refundArrives(String reference);

        /** Everything the provider gave back under this reference, together; nothing if nothing. */
        Optional<Money> refunded(String reference);
    }
}
