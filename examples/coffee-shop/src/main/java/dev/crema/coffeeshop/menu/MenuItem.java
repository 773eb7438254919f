package dev.crema.coffeeshop.menu;

import dev.crema.money.Money;

/**
 * Something to order.
 *
 * @param sku its short name, unique and stable
 * @param name what people read
 * @param price for one
 * @param available whether it can be ordered today
 */
public record MenuItem(String sku, String name, Money price, boolean available) {}
