package dev.crema.coffeeshop.sandbox;

import dev.crema.channel.sandbox.SandboxChannel;
import dev.crema.channel.sandbox.SandboxSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The channel of this shop. It is a bean rather than a few lines under {@code crema.channels} because the shop also
 * plays its far side; channels of real providers are configured there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("coffee.play-money")
class SandboxConfiguration {
    /** Short enough to watch: the library's first look after a lost or late answer comes at about five seconds. */
    private static final Duration SOON = Duration.ofSeconds(3);

    @Bean
    SandboxChannel sandbox(@Value("${coffee.public-url}") String publicUrl, Clock clock) {
        SandboxSettings settings = SandboxSettings.permitted(true)
                .confirmPage(URI.create(publicUrl + "/sandbox/pay/"))
                .settlingTime(SOON)
                .lateAfter(SOON);
        return new SandboxChannel("sandbox", settings, clock);
    }
}
