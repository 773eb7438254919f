package dev.crema.channel.sandbox;

import dev.crema.channel.CapturesContract;
import dev.crema.channel.ChannelResult.Done;
import dev.crema.channel.Charge;
import dev.crema.channel.CollectsContract;
import dev.crema.channel.MovesContract;
import dev.crema.channel.PaysOutContract;
import dev.crema.channel.RefundsContract;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The sandbox keeps every promise a real adapter has to keep. */
class SandboxContractTest
        implements CollectsContract, CapturesContract, PaysOutContract, MovesContract, RefundsContract {
    private final SandboxChannel sandbox =
            new SandboxChannel("sandbox", SandboxSettings.permitted(true).charges(Scenario.ASKS), new SettableClock());

    @Override
    public SandboxChannel channel() {
        return sandbox;
    }

    @Override
    public Charge charge(String reference, Money amount) {
        return CollectsContract.super.charge(reference, amount);
    }

    @Override
    public Played provider() {
        return new Played();
    }

    /** The sandbox's own far side, driven as the suites expect it. */
    final class Played
            implements CapturesContract.Provider,
                    PaysOutContract.Provider,
                    MovesContract.Provider,
                    RefundsContract.Provider {
        @Override
        public void captureArrives(String reference) {
            // Nothing to wait for: the sandbox collects at once.
        }

        @Override
        public Optional<Money> captured(String reference) {
            return sandbox.provider().captured(reference);
        }

        @Override
        public void loseNextAnswer() {
            sandbox.provider().loseNextAnswer();
        }

        @Override
        public void declineNext() {
            sandbox.provider().next(Scenario.DECLINES);
        }

        @Override
        public void moveAnotherAmountNext() {
            sandbox.provider().next(Scenario.OTHER_AMOUNT);
        }

        @Override
        public void goAway() {
            sandbox.provider().goAway();
        }

        @Override
        public void payerPays(String reference) {
            try {
                sandbox.provider().payer(reference).confirms();
            } catch (InvalidStateException | NotFoundException e) {
                // The payer of the suites only tries.
            }
        }

        @Override
        public String hasCollected(String chargeReference, Money amount) {
            Charge charge = new Charge(
                    chargeReference,
                    amount,
                    "One umbrella",
                    Optional.empty(),
                    Instant.MAX,
                    Map.of(Scenario.OPTION, "pays"));
            return ((Done) sandbox.open(charge)).transactionId();
        }

        @Override
        public void payoutArrives(String reference) {
            // Nothing to wait for: the sandbox pays out at once.
        }

        @Override
        public void moveArrives(String reference) {
            // Nothing to wait for: the sandbox moves at once.
        }

        @Override
        public Optional<Money> movedBetweenParties(String reference) {
            return sandbox.provider().movedBetweenParties(reference);
        }

        @Override
        public void refundArrives(String reference) {
            // Nothing to wait for: the sandbox gives back at once.
        }

        @Override
        public Optional<Money> collected(String reference) {
            return sandbox.provider().collected(reference);
        }

        @Override
        public Optional<Money> paidOut(String reference) {
            return sandbox.provider().paidOut(reference);
        }

        @Override
        public Optional<Money> refunded(String reference) {
            return sandbox.provider().refunded(reference);
        }
    }
}
