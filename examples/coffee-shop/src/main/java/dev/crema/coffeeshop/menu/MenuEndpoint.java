package dev.crema.coffeeshop.menu;

import dev.crema.coffeeshop.web.Public;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MenuEndpoint {
    private final Menu menu;

    MenuEndpoint(Menu menu) {
        this.menu = menu;
    }

    record Dish(String sku, String name, String price, String currency, boolean available) {}

    @Public
    @GetMapping("/api/menu")
    List<Dish> menu() {
        return menu.items().stream()
                .map(item -> new Dish(
                        item.sku(),
                        item.name(),
                        item.price().decimal(),
                        item.price().currency().code(),
                        item.available()))
                .toList();
    }
}
