package dev.crema.channel;

import static dev.crema.channel.ChannelResult.Kind.DECLINED;
import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.ChannelResult.Kind.NOT_SENT;
import static dev.crema.channel.ChannelResult.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.ChannelResult.Done;
import dev.crema.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a channel that pays out owes the engine: see {@link ChannelContract} for how an adapter's test takes part. */
public interface PaysOutContract extends ChannelContract {
    @Override
    PaysOut channel();

    /** The far side: the same one throughout a test, with nothing paid out at its start. */
    Provider provider();

    /**
     * A payout the provider will make. Override it to name a payee the provider accepts, or to add options.
     *
     * @param reference the channel reference, different for each payout
     */
    default Payout payout(String reference, Money amount) {
        return new Payout(reference, amount, new Payee("ann@example.com", "Ann"), "Week 47", Map.of());
    }

    @Test
    default void aPayoutThatArrivedIsDoneWithOneTransactionHoweverOftenOneAsks() {
        Payout week = arrived("arrived_1", amount());

        ChannelResult first = channel().query(week);
        assertThat(first.kind()).isEqualTo(DONE);
        assertThat(channel().query(week)).isEqualTo(first);
    }

    private Payout arrived(String reference, Money amount) {
        Payout payout = payout(reference, amount);
        assertThat(channel().send(payout).kind()).isIn(DONE, IN_PROGRESS);
        provider().payoutArrives(reference);
        return payout;
    }

    @Test
    default void sendingAPayoutTwiceWithOneReferencePaysOnce() {
        Payout week = arrived("twice_1", amount());

        assertThat(channel().send(week).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().payoutArrives("twice_1");

        assertThat(channel().query(week)).isInstanceOf(Done.class);
        assertThat(provider().paidOut("twice_1")).contains(amount());
    }

    @Test
    default void sendingAPayoutFromTwoThreadsAtOncePaysOnce() throws Exception {
        List<ChannelResult> answers = AtOnce.call(reference -> channel().send(payout(reference, amount())));
        AtOnce.references().forEach(provider()::payoutArrives);

        assertThat(answers)
                .extracting(ChannelResult::kind)
                .containsAnyOf(DONE, IN_PROGRESS)
                .doesNotContain(DECLINED);
        assertThat(AtOnce.references()).allSatisfy(reference -> {
            assertThat(channel().query(payout(reference, amount()))).isInstanceOf(Done.class);
            assertThat(provider().paidOut(reference)).contains(amount());
        });
    }

    @Test
    default void F24_aPayoutWhoseAnswerWasLostIsUnknownAndFoundByAsking() {
        Payout week = payout("lost_1", amount());
        provider().loseNextAnswer();

        assertThat(channel().send(week).kind()).isEqualTo(UNKNOWN);
        provider().payoutArrives("lost_1");

        assertThat(channel().query(week)).isInstanceOf(Done.class);
        assertThat(provider().paidOut("lost_1")).contains(amount());
    }

    @Test
    default void F24_repeatingAPayoutWhoseAnswerWasLostPaysOnce() {
        Payout week = payout("lost_2", amount());
        provider().loseNextAnswer();
        channel().send(week);

        assertThat(channel().send(week).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().payoutArrives("lost_2");

        assertThat(provider().paidOut("lost_2")).contains(amount());
    }

    @Test
    default void F23_aPayoutThatNeverLeftIsNotSent() {
        provider().goAway();

        assertThat(channel().send(payout("never_left_1", amount())).kind()).isEqualTo(NOT_SENT);
        assertThat(provider().paidOut("never_left_1")).isEmpty();
    }

    @Test
    default void aPayoutTheProviderNeverSawIsNotSent() {
        assertThat(channel().query(payout("never_seen_1", amount())).kind()).isEqualTo(NOT_SENT);
    }

    @Test
    default void F24_aQueryForAPayoutThatDoesNotGetThroughIsUnknownAndNotAbsent() {
        Payout week = arrived("unasked_1", amount());
        provider().goAway();

        assertThat(channel().query(week).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    default void F24_aQueryForAPayoutWhoseAnswerWasLostIsUnknown() {
        Payout week = arrived("unheard_1", amount());
        provider().loseNextAnswer();

        assertThat(channel().query(week).kind()).isEqualTo(UNKNOWN);
        assertThat(channel().query(week)).isInstanceOf(Done.class);
    }

    @Test
    default void aDeclinedPayoutStaysDeclined() {
        Payout week = payout("declined_1", amount());
        provider().declineNext();

        assertThat(channel().send(week).kind()).isEqualTo(DECLINED);
        provider().payoutArrives("declined_1");

        assertThat(channel().query(week).kind()).isIn(DECLINED, NOT_SENT);
        assertThat(provider().paidOut("declined_1")).isEmpty();
    }

    @Test
    default void F30_anotherAmountThanWasToBePaidOutIsReportedAsItIs() {
        Payout week = payout("other_amount_1", amount());
        provider().moveAnotherAmountNext();
        channel().send(week);
        provider().payoutArrives("other_amount_1");

        Money paidOut = provider().paidOut("other_amount_1").orElseThrow();
        assertThat(paidOut).isNotEqualTo(amount());
        assertThat(channel().query(week))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.amount()).isEqualTo(paidOut));
    }

    @Test
    default void A02_payoutsInEveryCurrencyArriveExactly() {
        amounts().forEach(amount -> {
            String reference =
                    "exact_" + amount.minor() + "_" + amount.currency().code().replace('/', '_');
            Payout payout = arrived(reference, amount);

            assertThat(provider().paidOut(reference)).contains(amount);
            assertThat(channel().query(payout))
                    .isInstanceOfSatisfying(
                            Done.class, done -> assertThat(done.amount()).isEqualTo(amount));
        });
    }

    /** The far side of a channel that pays out. */
    interface Provider extends ChannelContract.Provider {
        /** Whatever the payout waits for happens. What was declined stays so; what has arrived arrives no more. */
        void payoutArrives(String reference);

        /** Everything the provider paid out under this reference, together; nothing if nothing. */
        Optional<Money> paidOut(String reference);
    }
}
