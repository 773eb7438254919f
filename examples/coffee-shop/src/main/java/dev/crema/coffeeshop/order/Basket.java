package dev.crema.coffeeshop.order;

import dev.crema.coffeeshop.menu.MenuItem;
import dev.crema.coffeeshop.web.Input;
import dev.crema.coffeeshop.web.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a customer asks for, before it has a price.
 *
 * @param picks 1 to 50 of them
 */
record Basket(List<Pick> picks) {
    private static final int MOST_PICKS = 50;
    private static final int MOST_OF_ONE = 99;

    /** So many of one dish, 1 to 99. */
    record Pick(String sku, int quantity) {}

    /** What arrives of a pick. */
    record Wish(@Nullable String sku, @Nullable Integer quantity) {}

    static Basket of(@Nullable List<@Nullable Wish> items) {
        List<@Nullable Wish> wishes = Input.required("items", items);
        if (wishes.isEmpty() || wishes.size() > MOST_PICKS) {
            throw Refusal.badInput("items", "give 1 to " + MOST_PICKS + " of them.");
        }
        List<Pick> picks = new ArrayList<>();
        for (Wish wish : wishes) {
            String field = "items[" + picks.size() + "]";
            Wish given = Input.required(field, wish);
            String sku = Input.required(field + ".sku", given.sku);
            int quantity = Input.required(field + ".quantity", given.quantity);
            if (quantity < 1 || quantity > MOST_OF_ONE) {
                throw Refusal.badInput(field + ".quantity", "give 1 to " + MOST_OF_ONE + ".");
            }
            picks.add(new Pick(sku, quantity));
        }
        return new Basket(List.copyOf(picks));
    }

    /** The lines at today's prices. */
    List<OrderLine> priced(List<MenuItem> menu) {
        Map<String, MenuItem> dishes = menu.stream().collect(Collectors.toMap(MenuItem::sku, Function.identity()));
        List<OrderLine> lines = new ArrayList<>();
        for (Pick pick : picks) {
            String field = "items[" + lines.size() + "].sku";
            MenuItem dish = dishes.get(pick.sku);
            if (dish == null) {
                throw Refusal.badInput(field, "is not on the menu.");
            }
            if (!dish.available()) {
                throw Refusal.badInput(field, dish.name() + " is sold out.");
            }
            lines.add(new OrderLine(dish.sku(), dish.name(), pick.quantity, dish.price()));
        }
        return lines;
    }

    /** Whether the order came of a basket like this one. */
    boolean isThatOf(Order order) {
        List<Pick> ordered = order.lines().stream()
                .map(line -> new Pick(line.sku(), line.quantity()))
                .toList();
        return ordered.equals(picks);
    }
}
