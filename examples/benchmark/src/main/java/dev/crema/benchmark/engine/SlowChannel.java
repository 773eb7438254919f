package dev.crema.benchmark.engine;

import dev.crema.channel.Capabilities;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Charge;
import dev.crema.channel.Collects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that keeps whoever calls it waiting until it is told to let go, and then has taken the order on. */
final class SlowChannel implements Collects {
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();

    int hanging() {
        return hanging.get();
    }

    void release() {
        released.countDown();
    }

    private ChannelResult hang() {
        hanging.incrementAndGet();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hanging.decrementAndGet();
        }
        return new ChannelResult.InProgress("taken on");
    }

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.ANY_CURRENCY;
    }

    @Override
    public ChannelResult open(Charge charge) {
        return hang();
    }

    @Override
    public ChannelResult query(Charge charge) {
        return new ChannelResult.InProgress("taken on");
    }

    @Override
    public ChannelResult close(Charge charge) {
        return new ChannelResult.Declined("CLOSED", "closed");
    }
}
