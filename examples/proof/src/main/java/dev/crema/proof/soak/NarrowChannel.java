package dev.crema.proof.soak;

import dev.crema.channel.Capabilities;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.money.Money;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A channel that gets only so much done in a second, never fails, and remembers nothing but how much it did. Thread-safe. */
final class NarrowChannel implements PaysOut {
    private final Semaphore capacity = new Semaphore(0);
    private final AtomicLong paid = new AtomicLong();

    @Override
    public String name() {
        return "narrow";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.ANY_CURRENCY;
    }

    @Override
    public ChannelResult send(Payout payout) {
        capacity.acquireUninterruptibly();
        paid.incrementAndGet();
        return new ChannelResult.Done("txn-" + payout.reference(), payout.amount(), nothing(payout));
    }

    /** A slow answer is no lost one, so nobody should have to ask; what is asked about all the same was sent. */
    @Override
    public ChannelResult query(Payout payout) {
        return new ChannelResult.Done("txn-" + payout.reference(), payout.amount(), nothing(payout));
    }

    private static Money nothing(Payout payout) {
        return Money.zero(payout.amount().currency());
    }

    /** Lets it get so much more done. */
    void allow(int payouts) {
        capacity.release(payouts);
    }

    /** How many payouts it was asked to send, each of them once if nothing was doubled. */
    long paid() {
        return paid.get();
    }
}
