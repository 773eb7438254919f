package dev.crema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.books.Claimed;
import dev.crema.books.Room;
import dev.crema.context.BusinessContext;
import dev.crema.failure.StorageException;
import dev.crema.trade.TradeId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final int FAILURES = 6;

    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch ran = new CountDownLatch(1);

    /** The database is away at first, and there is one piece of work when it is back. */
    private class AwayAtFirst implements Pool.Trade<Claimed.Advance> {
        @Override
        public List<Claimed.Advance> claim(Instant now, Room room) {
            int look = looks.incrementAndGet();
            if (look <= FAILURES) {
                throw new StorageException("connection refused");
            }
            TradeId id = TradeId.random(new SecureRandom());
            return look == FAILURES + 1 ? List.of(new Claimed.Advance(id, BusinessContext.NONE, 1, 1)) : List.of();
        }

        @Override
        public String lane(Claimed.Advance work) {
            return "lane";
        }

        @Override
        public void run(Claimed.Advance work) {
            ran.countDown();
        }
    }

    @Test
    void F15_aDatabaseThatIsAwayIsLeftAloneLongerAndLongerHoweverMuchThereIsToDoAndWorkGoesOnByItself()
            throws Exception {
        WorkerOptions often = new WorkerOptions(
                1, 1, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofDays(1));
        Pool<Claimed.Advance> pool = new Pool<>(
                "test", new AwayAtFirst(), new Lanes(() -> Set.of("lane"), 1), Clock.systemUTC(), often, Duration.ZERO);
        long begun = System.nanoTime();
        pool.start();
        boolean troubled = false;
        while (ran.getCount() > 0 && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(30)) {
            pool.nudge(); // as whoever brings work does
            troubled |= pool.trouble().isPresent();
            Thread.onSpinWait();
        }
        // 10 + 20 + 40 + 80 + 160 + 320 milliseconds, a fifth less at least
        assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(ran.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(troubled).isTrue();
        assertThat(pool.trouble()).isEmpty();
        pool.stop();
        pool.await(Instant.now().plusSeconds(5));
    }

    @Test
    void F07_itStopsAtOnceThoughTheDatabaseIsAway() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        Pool<Claimed.Advance> pool = new Pool<>(
                "test",
                new AwayAtFirst() {
                    @Override
                    public List<Claimed.Advance> claim(Instant now, Room room) {
                        failed.countDown();
                        throw new StorageException("connection refused");
                    }
                },
                new Lanes(() -> Set.of("lane"), 1),
                Clock.systemUTC(),
                new WorkerOptions(
                        1, 1, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(9), Duration.ofDays(1)),
                Duration.ZERO);
        pool.start();
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        long begun = System.nanoTime();
        pool.stop();
        pool.await(Instant.now().plusSeconds(5));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
}
