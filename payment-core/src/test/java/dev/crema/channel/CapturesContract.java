package dev.crema.channel;

import static dev.crema.channel.ChannelResult.Kind.AUTHORIZED;
import static dev.crema.channel.ChannelResult.Kind.DECLINED;
import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.IN_PROGRESS;
import static dev.crema.channel.ChannelResult.Kind.NOT_SENT;
import static dev.crema.channel.ChannelResult.Kind.UNKNOWN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.channel.ChannelResult.Authorized;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a channel that collects in two phases owes the engine: see {@link ChannelContract} for how to take part. */
public interface CapturesContract extends ChannelContract {
    @Override
    Captures channel();

    /** The far side: the same one throughout a test, with nothing set aside at its start. */
    Provider provider();

    /**
     * A charge that sets the money aside once its payer agrees. Override it to add the options the provider needs.
     *
     * @param reference the channel reference, different for each charge
     */
    Charge charge(String reference, Money amount);

    private Authorized setAside(String reference) {
        Charge charge = charge(reference, amount()).authorizing();
        channel().open(charge);
        provider().payerPays(reference);
        return (Authorized) channel().query(charge);
    }

    private ChargeCapture capture(String reference, Authorized authorized, Money amount) {
        String charge = reference.substring(0, reference.lastIndexOf('_'));
        return new ChargeCapture(
                reference, charge, authorized.authorizationId(), authorized.amount(), amount, "One umbrella");
    }

    private ChargeRelease release(String charge, Authorized authorized) {
        return new ChargeRelease(
                charge,
                authorized.authorizationId(),
                authorized.amount(),
                Money.zero(authorized.amount().currency()));
    }

    private Money part() {
        return Money.ofMinor(amount().currency(), amount().minor() / 3);
    }

    private ChannelResult captured(ChargeCapture capture) {
        assertThat(channel().capture(capture).kind()).isIn(DONE, IN_PROGRESS);
        provider().captureArrives(capture.reference());
        return channel().query(capture);
    }

    @Test
    default void whatIsSetAsideIsNotCollected() {
        Authorized authorized = setAside("aside");

        assertThat(authorized.amount()).isEqualTo(amount());
        assertThat(provider().collected("aside")).isEmpty();
        assertThat(channel().open(charge("aside", amount()).authorizing()).kind())
                .isEqualTo(AUTHORIZED);
        assertThat(channel().close(charge("aside", amount()).authorizing()).kind())
                .isEqualTo(AUTHORIZED);
    }

    @Test
    default void aCaptureIsDoneWithOneTransactionHoweverOftenOneAsks() {
        ChargeCapture whole = capture("whole_1", setAside("whole"), amount());

        ChannelResult first = captured(whole);
        assertThat(first)
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.amount()).isEqualTo(amount()));
        assertThat(channel().query(whole)).isEqualTo(first);
        assertThat(provider().captured("whole_1")).contains(amount());
    }

    @Test
    default void capturingTwiceWithOneReferenceCollectsOnce() {
        ChargeCapture part = capture("twice_1", setAside("twice"), part());
        captured(part);

        assertThat(channel().capture(part).kind()).isNotIn(DECLINED, NOT_SENT);
        provider().captureArrives("twice_1");
        assertThat(provider().captured("twice_1")).contains(part());
    }

    @Test
    default void capturingFromTwoThreadsAtOnceCollectsOnce() throws Exception {
        Map<String, ChargeCapture> captures = AtOnce.references().stream()
                .collect(Collectors.toUnmodifiableMap(reference -> reference, reference -> {
                    String charge = reference.substring(0, reference.lastIndexOf('_')) + "_of_"
                            + reference.substring(reference.lastIndexOf('_') + 1);
                    Authorized authorized = setAside(charge);
                    return new ChargeCapture(
                            reference, charge, authorized.authorizationId(), amount(), amount(), "One umbrella");
                }));

        List<ChannelResult> answers =
                AtOnce.call(reference -> channel().capture(requireNonNull(captures.get(reference))));
        captures.keySet().forEach(provider()::captureArrives);

        assertThat(answers).extracting(ChannelResult::kind).doesNotContain(DECLINED);
        assertThat(captures)
                .allSatisfy((reference, capture) ->
                        assertThat(provider().captured(reference)).contains(amount()));
    }

    @Test
    default void capturesUpToWhatWasSetAsideSucceedAndMoreIsDeclined() {
        Authorized authorized = setAside("parts");
        Money rest = amount().minus(part());
        assertThat(captured(capture("parts_1", authorized, part())).kind()).isEqualTo(DONE);

        assertThat(channel().capture(capture("parts_2", authorized, amount())).kind())
                .isEqualTo(DECLINED);
        assertThat(captured(capture("parts_3", authorized, rest)).kind()).isEqualTo(DONE);
        assertThat(provider().captured("parts_2")).isEmpty();
    }

    @Test
    default void F24_aCaptureWhoseAnswerWasLostIsUnknownAndFoundByAsking() {
        ChargeCapture whole = capture("lost_1", setAside("lost"), amount());
        provider().loseNextAnswer();

        assertThat(channel().capture(whole).kind()).isEqualTo(UNKNOWN);
        provider().captureArrives("lost_1");
        assertThat(channel().query(whole)).isInstanceOf(Done.class);
        assertThat(provider().captured("lost_1")).contains(amount());
    }

    @Test
    default void F23_aCaptureThatNeverLeftIsNotSentAndAQueryThatDoesNotGetThroughIsUnknown() {
        ChargeCapture whole = capture("left_1", setAside("left"), amount());
        provider().goAway();

        assertThat(channel().capture(whole).kind()).isEqualTo(NOT_SENT);
        assertThat(channel().query(whole).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    default void aCaptureTheProviderNeverSawIsNotSent() {
        assertThat(channel()
                        .query(capture("seen_1", setAside("seen"), amount()))
                        .kind())
                .isEqualTo(NOT_SENT);
    }

    @Test
    default void aDeclinedCaptureCollectsNothing() {
        ChargeCapture whole = capture("declined_1", setAside("declined"), amount());
        provider().declineNext();

        assertThat(channel().capture(whole).kind()).isEqualTo(DECLINED);
        assertThat(channel().query(whole).kind()).isIn(DECLINED, NOT_SENT);
        assertThat(provider().captured("declined_1")).isEmpty();
    }

    @Test
    default void whatIsLetGoOfIsNotCapturedAndLettingGoMayBeRepeated() {
        Authorized authorized = setAside("gone");

        assertThat(channel().cancel(release("gone", authorized)).kind()).isEqualTo(DECLINED);
        assertThat(channel().cancel(release("gone", authorized)).kind()).isEqualTo(DECLINED);
        assertThat(channel().capture(capture("gone_1", authorized, amount())).kind())
                .isEqualTo(DECLINED);
        assertThat(provider().captured("gone_1")).isEmpty();
    }

    @Test
    default void lettingGoOfTheRestKeepsWhatWasCaptured() {
        Authorized authorized = setAside("rest");
        captured(capture("rest_1", authorized, part()));

        assertThat(channel().cancel(release("rest", authorized)).kind()).isEqualTo(DECLINED);
        assertThat(provider().captured("rest_1")).contains(part());
        assertThat(channel().query(capture("rest_1", authorized, part())).kind())
                .isEqualTo(DONE);
    }

    @Test
    default void F24_aReleaseWhoseAnswerWasLostIsUnknownAndMayBeRepeated() {
        Authorized authorized = setAside("unheard");
        provider().loseNextAnswer();

        assertThat(channel().cancel(release("unheard", authorized)).kind()).isEqualTo(UNKNOWN);
        assertThat(channel().cancel(release("unheard", authorized)).kind()).isEqualTo(DECLINED);
    }

    /** The far side of a channel that collects in two phases. */
    interface Provider extends CollectsContract.Provider {
        /** Whatever the capture waits for happens. What was declined stays so; what has arrived arrives no more. */
        void captureArrives(String reference);

        /** Everything the provider collected under this reference of a capture; nothing if nothing. */
        Optional<Money> captured(String reference);
    }
}
