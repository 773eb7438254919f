package dev.crema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.channel.ChannelResult;
import dev.crema.failure.ConfigurationException;
import dev.crema.payment.Work;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final ChannelResult DECLINED = new ChannelResult.Declined("NO", "too poor");
    private static final ChannelResult LOST = new ChannelResult.Unknown("timeout");
    private static final ChannelResult UNREACHED = new ChannelResult.NotSent("connection refused");

    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final Guard guard = new Guard("alipay", Protection.DEFAULT, clock);
    private int asked;

    private ChannelResult ask(Work work, ChannelResult answer) {
        return guard.ask(work, () -> {
            asked++;
            return answer;
        });
    }

    private void ask(int times, Work work, ChannelResult answer) {
        for (int i = 0; i < times; i++) {
            ask(work, answer);
        }
    }

    @Test
    void anyNumberOfDeclinesKeepsTheChannelOpen() {
        ask(100, Work.SEND, DECLINED);
        ask(100, Work.QUERY, UNREACHED);
        assertThat(guard.isShut()).isFalse();
        assertThat(asked).isEqualTo(200);
    }

    @Test
    void F23_whatWasNotAskedForWasNotSentForCertain() {
        ask(10, Work.SEND, LOST);
        assertThat(guard.isShut()).isTrue();
        assertThat(ask(Work.SEND, DECLINED)).isInstanceOf(ChannelResult.NotSent.class);
        assertThat(ask(Work.QUERY, DECLINED)).isInstanceOf(ChannelResult.Unknown.class);
        assertThat(ask(Work.CLOSE, DECLINED)).isInstanceOf(ChannelResult.Unknown.class);
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void F32_requestsThatDoNotGetThroughAndAdaptersThatThrowShutItToo() {
        ask(5, Work.SEND, UNREACHED);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.ask(Work.SEND, () -> {
                        throw new LinkageError("broken adapter");
                    }))
                    .isInstanceOf(LinkageError.class);
        }
        assertThat(guard.isShut()).isTrue();
    }

    @Test
    void afterThePauseAFewCallsFindOutWhetherItIsBetter() {
        ask(10, Work.SEND, LOST);
        clock.advance(Duration.ofSeconds(31));
        ask(3, Work.SEND, LOST);
        assertThat(asked).isEqualTo(13);
        ask(1, Work.SEND, DECLINED);
        assertThat(asked).as("asked while it was found to be no better").isEqualTo(13);

        clock.advance(Duration.ofSeconds(31));
        ask(50, Work.SEND, DECLINED);
        assertThat(asked).isEqualTo(63);
        assertThat(guard.isShut()).isFalse();
    }

    @Test
    void protectionThatProtectsNothingIsRefused() {
        assertThatThrownBy(() -> Protection.DEFAULT.requestsAtOnce(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("requestsAtOnce: 0 is out of range; give 1 or more");
        assertThatThrownBy(() -> Protection.DEFAULT.breaker(20, 0, Duration.ofSeconds(1)))
                .isInstanceOf(ConfigurationException.class);
    }
}
