package dev.crema;

import dev.crema.failure.PaymentException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A time in which something fails whenever it is tried: told once when it begins and once when it is over, with longer and
 * longer pauses between the tries. Written by one thread, read by any.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final double JITTER = 0.2;

    private final String what;
    private final Duration first;
    private int failures;
    private volatile @Nullable Throwable last;

    /**
     * @param what fails, for people
     * @param first how long it is left alone after it has failed once
     */
    Outage(String what, Duration first) {
        this.what = what;
        this.first = first;
    }

    /** Takes note that it has failed, and says how long to leave it alone. */
    Duration failed(Throwable why) {
        if (failures++ == 0) {
            log.warn("{} failed; it is tried again with growing pauses, and told of when it is over", what, why);
        } else {
            log.debug("{} has failed {} times", what, failures, why);
        }
        last = why;
        Duration pause = failures > 16 ? LONGEST : first.multipliedBy(1L << (failures - 1));
        Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        // Several instances do not come back at the same moment.
        double part = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (bounded.toNanos() * part));
    }

    /** Takes note that it works. */
    void over() {
        if (failures > 0) {
            log.info("{} works again after {} failures", what, failures);
            failures = 0;
            last = null;
        }
    }

    /** Why it fails, as a code; empty while it works. */
    Optional<String> code() {
        return Optional.ofNullable(last).map(Outage::code);
    }

    static String code(Throwable why) {
        return why instanceof PaymentException failure
                ? failure.code()
                : why.getClass().getSimpleName();
    }
}
