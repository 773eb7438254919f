package dev.crema.coffeeshop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Opens the shop. */
@SpringBootApplication
public class CoffeeShop {

    public static void main(String[] arguments) {
        SpringApplication.run(CoffeeShop.class, arguments);
    }
}
