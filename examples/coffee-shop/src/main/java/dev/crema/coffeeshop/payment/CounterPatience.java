package dev.crema.coffeeshop.payment;

import dev.crema.retry.Ladder;
import dev.crema.spring.PaymentsCustomizer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Somebody stands at the counter: the first minutes are asked through more closely than the library would by itself. */
@Configuration(proxyBeanMethods = false)
class CounterPatience {
    private static final List<Duration> AT_THE_COUNTER = Stream.of(4, 4, 6, 10, 15, 30, 60, 120, 300)
            .map(Duration::ofSeconds)
            .toList();

    @Bean
    PaymentsCustomizer askingSooner() {
        List<Duration> afterwards = Ladder.DEFAULT.rungs().stream()
                .filter(rung -> rung.compareTo(AT_THE_COUNTER.get(AT_THE_COUNTER.size() - 1)) > 0)
                .toList();
        List<Duration> rungs =
                Stream.concat(AT_THE_COUNTER.stream(), afterwards.stream()).toList();
        return payments -> payments.ladder(new Ladder(rungs, Ladder.DEFAULT.jitter()));
    }
}
