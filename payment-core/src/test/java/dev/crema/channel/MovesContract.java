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

/**
 * What a channel that moves money between parties owes the engine: see {@link ChannelContract} for how an adapter's test
 * takes part.
 */
public interface MovesContract extends ChannelContract {
    @Override
    Moves channel();

    /** The far side: the same one throughout a test, with nothing moved at its start. */
    Provider provider();

    /**
     * A transfer the provider will make. Override it to name parties the provider knows, or to add options.
     *
     * @param reference the channel reference, different for each transfer
     */
    default PartyTransfer between(String reference, Money amount) {
        Parties parties = new Parties(Optional.of("acct_cafe"), new Payee("acct_baker", "Baker"));
        return new PartyTransfer(reference, amount, parties, "Bread of week 47", Map.of(), "");
    }

    private PartyTransfer moved(String reference, Money amount) {
        PartyTransfer transfer = between(reference, amount);
        assertThat(channel().move(transfer).kind()).isIn(DONE, IN_PROGRESS);
        provider().moveArrives(reference);
        return transfer;
    }

    @Test
    default void aTransferThatArrivedIsDoneWithOneTransactionHoweverOftenOneAsks() {
        PartyTransfer bread = moved("between_1", amount());

        ChannelResult first = channel().query(bread);
        assertThat(first.kind()).isEqualTo(DONE);
        assertThat(channel().query(bread)).isEqualTo(first);
    }

    @Test
    default void movingTwiceWithOneReferenceMovesOnce() {
        PartyTransfer bread = moved("between_2", amount());

        assertThat(channel().move(bread).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().moveArrives("between_2");

        assertThat(channel().query(bread)).isInstanceOf(Done.class);
        assertThat(provider().movedBetweenParties("between_2")).contains(amount());
    }

    @Test
    default void movingFromTwoThreadsAtOnceMovesOnce() throws Exception {
        List<ChannelResult> answers = AtOnce.call(reference -> channel().move(between(reference, amount())));
        AtOnce.references().forEach(provider()::moveArrives);

        assertThat(answers)
                .extracting(ChannelResult::kind)
                .containsAnyOf(DONE, IN_PROGRESS)
                .doesNotContain(DECLINED);
        assertThat(AtOnce.references())
                .allSatisfy(reference ->
                        assertThat(provider().movedBetweenParties(reference)).contains(amount()));
    }

    @Test
    default void F24_aTransferWhoseAnswerWasLostIsUnknownAndFoundByAsking() {
        PartyTransfer bread = between("between_3", amount());
        provider().loseNextAnswer();

        assertThat(channel().move(bread).kind()).isEqualTo(UNKNOWN);
        provider().moveArrives("between_3");

        assertThat(channel().query(bread)).isInstanceOf(Done.class);
        assertThat(channel().move(bread).kind()).isNotIn(DECLINED, NOT_SENT);
        assertThat(provider().movedBetweenParties("between_3")).contains(amount());
    }

    @Test
    default void F23_aTransferThatNeverLeftIsNotSent() {
        provider().goAway();

        assertThat(channel().move(between("between_4", amount())).kind()).isEqualTo(NOT_SENT);
        assertThat(provider().movedBetweenParties("between_4")).isEmpty();
    }

    @Test
    default void aTransferTheProviderNeverSawIsNotSent() {
        assertThat(channel().query(between("between_5", amount())).kind()).isEqualTo(NOT_SENT);
    }

    @Test
    default void F24_aQueryForATransferThatDoesNotGetThroughIsUnknownAndNotAbsent() {
        PartyTransfer bread = moved("between_6", amount());
        provider().goAway();

        assertThat(channel().query(bread).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    default void aDeclinedTransferStaysDeclined() {
        PartyTransfer bread = between("between_7", amount());
        provider().declineNext();

        assertThat(channel().move(bread).kind()).isEqualTo(DECLINED);
        provider().moveArrives("between_7");

        assertThat(channel().query(bread).kind()).isIn(DECLINED, NOT_SENT);
        assertThat(provider().movedBetweenParties("between_7")).isEmpty();
    }

    @Test
    default void F30_anotherAmountThanWasToBeMovedIsReportedAsItIs() {
        PartyTransfer bread = between("between_8", amount());
        provider().moveAnotherAmountNext();
        channel().move(bread);
        provider().moveArrives("between_8");

        Money moved = provider().movedBetweenParties("between_8").orElseThrow();
        assertThat(moved).isNotEqualTo(amount());
        assertThat(channel().query(bread))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.amount()).isEqualTo(moved));
    }

    @Test
    default void A02_transfersInEveryCurrencyArriveExactly() {
        amounts().forEach(amount -> {
            String reference =
                    "between_" + amount.minor() + "_" + amount.currency().code().replace('/', '_');
            moved(reference, amount);

            assertThat(provider().movedBetweenParties(reference)).contains(amount);
        });
    }

    /** The far side of a channel that moves money between parties. */
    interface Provider extends ChannelContract.Provider {
        /** Whatever the transfer waits for happens. What was declined stays so; what has arrived arrives no more. */
        void moveArrives(String reference);

        /** Everything the provider moved under this reference, together; nothing if nothing. */
        Optional<Money> movedBetweenParties(String reference);
    }
}
