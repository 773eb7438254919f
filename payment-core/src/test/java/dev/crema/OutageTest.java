package dev.crema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.failure.StorageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageTest {
    private final StorageException away = new StorageException("connection refused");

    private final Outage outage = new Outage("looking", Duration.ofSeconds(1));

    @Test
    void F15_thePausesGrowUpToTenSecondsAndBeginAnewAfterwards() {
        for (int pass = 0; pass < 2; pass++) {
            for (long seconds : new long[] {1, 2, 4, 8, 10, 10}) {
                assertThat(outage.failed(away))
                        .isBetween(Duration.ofMillis(seconds * 800), Duration.ofMillis(seconds * 1200));
            }
            outage.over();
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(outage.failed(away)).isLessThanOrEqualTo(Duration.ofSeconds(12));
        }
    }

    @Test
    void F15_itSaysWhyAsLongAsItLasts() {
        assertThat(outage.code()).isEmpty();
        outage.failed(away);
        assertThat(outage.code()).contains(away.code());
        outage.failed(new LinkageError());
        assertThat(outage.code()).contains("LinkageError");
        outage.over();
        assertThat(outage.code()).isEmpty();
    }
}
