package dev.crema.coffeeshop;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Opens the shop. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CoffeeShop {

    public static void main(String[] arguments) {
        SpringApplication.run(CoffeeShop.class, arguments);
    }

    /** The time, for the shop and the library alike. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
