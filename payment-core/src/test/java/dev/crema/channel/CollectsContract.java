package dev.crema.channel;

import static dev.crema.channel.ChannelResult.Kind.DECLINED;
import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.ChannelResult.Kind.NEEDS_ACTION;
import static dev.crema.channel.ChannelResult.Kind.NOT_SENT;
import static dev.crema.channel.ChannelResult.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.ChannelResult.Done;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a channel that collects owes the engine: see {@link ChannelContract} for how an adapter's test takes part. */
public interface CollectsContract extends ChannelContract {
    @Override
    Collects channel();

    /** The far side: the same one throughout a test, with nothing collected at its start. */
    Provider provider();

    /**
     * A charge that waits for its payer. Override it to add the options the provider needs for that.
     *
     * @param reference the channel reference, different for each charge
     */
    default Charge charge(String reference, Money amount) {
        Instant inALongTime = Instant.parse("2099-12-31T00:00:00Z");
        return new Charge(reference, amount, "One umbrella", Optional.empty(), inALongTime, Map.of());
    }

    @Test
    default void anOpenChargeWaitsForItsPayer() {
        Charge umbrella = charge("waits_1", amount());

        assertThat(channel().open(umbrella).kind()).isEqualTo(NEEDS_ACTION);
        assertThat(channel().query(umbrella).kind()).isIn(NEEDS_ACTION, IN_PROGRESS);
        assertThat(provider().collected("waits_1")).isEmpty();
    }

    @Test
    default void aPaidChargeIsDoneWithOneTransactionHoweverOftenOneAsks() {
        Charge umbrella = paid("paid_1", amount());

        ChannelResult first = channel().query(umbrella);
        assertThat(first.kind()).isEqualTo(DONE);
        assertThat(channel().query(umbrella)).isEqualTo(first);
    }

    private Charge paid(String reference, Money amount) {
        Charge charge = charge(reference, amount);
        channel().open(charge);
        provider().payerPays(reference);
        return charge;
    }

    @Test
    default void openingAChargeTwiceWithOneReferenceCollectsOnce() {
        Charge umbrella = paid("twice_1", amount());

        assertThat(channel().open(umbrella).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().payerPays("twice_1");

        assertThat(channel().query(umbrella)).isInstanceOf(Done.class);
        assertThat(provider().collected("twice_1")).contains(amount());
    }

    @Test
    default void openingAChargeFromTwoThreadsAtOnceCollectsOnce() throws Exception {
        List<ChannelResult> answers = AtOnce.call(reference -> channel().open(charge(reference, amount())));
        AtOnce.references().forEach(provider()::payerPays);

        assertThat(answers)
                .extracting(ChannelResult::kind)
                .contains(NEEDS_ACTION)
                .doesNotContain(DECLINED);
        assertThat(AtOnce.references()).allSatisfy(reference -> {
            assertThat(channel().query(charge(reference, amount()))).isInstanceOf(Done.class);
            assertThat(provider().collected(reference)).contains(amount());
        });
    }

    @Test
    default void F24_aChargeWhoseAnswerWasLostIsUnknownAndFoundByAsking() {
        Charge umbrella = charge("lost_1", amount());
        provider().loseNextAnswer();

        assertThat(channel().open(umbrella).kind()).isEqualTo(UNKNOWN);
        provider().payerPays("lost_1");

        assertThat(channel().query(umbrella)).isInstanceOf(Done.class);
        assertThat(provider().collected("lost_1")).contains(amount());
    }

    @Test
    default void F24_repeatingAChargeWhoseAnswerWasLostCollectsOnce() {
        Charge umbrella = charge("lost_2", amount());
        provider().loseNextAnswer();
        channel().open(umbrella);

        assertThat(channel().open(umbrella).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().payerPays("lost_2");

        assertThat(provider().collected("lost_2")).contains(amount());
    }

    @Test
    default void F23_aChargeThatNeverLeftIsNotSent() {
        provider().goAway();

        assertThat(channel().open(charge("never_left_1", amount())).kind()).isEqualTo(NOT_SENT);
        assertThat(provider().collected("never_left_1")).isEmpty();
    }

    @Test
    default void aChargeTheProviderNeverSawIsNotSent() {
        assertThat(channel().query(charge("never_seen_1", amount())).kind()).isEqualTo(NOT_SENT);
    }

    @Test
    default void F24_aQueryForAChargeThatDoesNotGetThroughIsUnknownAndNotAbsent() {
        Charge umbrella = paid("unasked_1", amount());
        provider().goAway();

        assertThat(channel().query(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(channel().close(umbrella).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    default void F24_aQueryForAChargeWhoseAnswerWasLostIsUnknown() {
        Charge umbrella = paid("unheard_1", amount());
        provider().loseNextAnswer();

        assertThat(channel().query(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(channel().query(umbrella)).isInstanceOf(Done.class);
    }

    @Test
    default void closingAPaidChargeAnswersThatItIsPaid() {
        Charge umbrella = paid("close_paid_1", amount());

        assertThat(channel().close(umbrella))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.amount()).isEqualTo(amount()));
        assertThat(provider().collected("close_paid_1")).contains(amount());
    }

    @Test
    default void closingAnUnpaidChargeStopsALaterPayment() {
        Charge umbrella = charge("close_unpaid_1", amount());
        channel().open(umbrella);

        assertThat(channel().close(umbrella).kind()).isEqualTo(DECLINED);
        provider().payerPays("close_unpaid_1");

        assertThat(provider().collected("close_unpaid_1")).isEmpty();
        assertThat(channel().query(umbrella).kind()).isIn(DECLINED, NOT_SENT);
    }

    @Test
    default void closingAChargeTwiceAnswersTheSame() {
        Charge umbrella = charge("close_twice_1", amount());
        channel().open(umbrella);
        channel().close(umbrella);

        assertThat(channel().close(umbrella).kind()).isEqualTo(DECLINED);
    }

    @Test
    default void aCloseWhoseAnswerWasLostIsUnknownAndMayBeRepeated() {
        Charge umbrella = charge("close_lost_1", amount());
        channel().open(umbrella);
        provider().loseNextAnswer();

        assertThat(channel().close(umbrella).kind()).isEqualTo(UNKNOWN);
        assertThat(channel().close(umbrella).kind()).isEqualTo(DECLINED);
    }

    @Test
    default void aDeclinedChargeStaysDeclined() {
        Charge umbrella = charge("declined_1", amount());
        provider().declineNext();

        assertThat(channel().open(umbrella).kind()).isEqualTo(DECLINED);
        provider().payerPays("declined_1");

        assertThat(channel().query(umbrella).kind()).isIn(DECLINED, NOT_SENT);
        assertThat(provider().collected("declined_1")).isEmpty();
    }

    @Test
    default void F30_anotherAmountThanWasChargedIsReportedAsItIs() {
        Charge umbrella = charge("other_amount_1", amount());
        provider().moveAnotherAmountNext();
        channel().open(umbrella);
        provider().payerPays("other_amount_1");

        Money collected = provider().collected("other_amount_1").orElseThrow();
        assertThat(collected).isNotEqualTo(amount());
        assertThat(channel().query(umbrella))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.amount()).isEqualTo(collected));
    }

    @Test
    default void A02_chargesInEveryCurrencyArriveExactly() {
        amounts().forEach(amount -> {
            String reference =
                    "exact_" + amount.minor() + "_" + amount.currency().code().replace('/', '_');
            Charge charge = paid(reference, amount);

            assertThat(provider().collected(reference)).contains(amount);
            assertThat(channel().query(charge))
                    .isInstanceOfSatisfying(
                            Done.class, done -> assertThat(done.amount()).isEqualTo(amount));
        });
    }

    /** The far side of a channel that collects. */
    interface Provider extends ChannelContract.Provider {
        /** The payer of the charge tries to pay. What was closed or declined takes nothing; what is paid, no more. */
        void payerPays(String reference);

        /** Everything the provider collected under this reference, together; nothing if nothing. */
        Optional<Money> collected(String reference);
    }
}
