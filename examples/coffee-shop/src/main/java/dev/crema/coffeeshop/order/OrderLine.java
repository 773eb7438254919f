package dev.crema.coffeeshop.order;

import dev.crema.money.Money;

/**
 * One dish of an order, at the price it had when it was ordered.
 *
 * @param sku which dish
 * @param name what people read
 * @param quantity how many, 1 to 99
 * @param price for one
 */
public record OrderLine(String sku, String name, int quantity, Money price) {
    Money sum() {
        return price.times(quantity);
    }
}
