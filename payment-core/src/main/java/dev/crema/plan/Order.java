package dev.crema.plan;

import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;

/**
 * One thing the business wants paid.
 *
 * @param id the business's own id of it; one order may be paid by several trades, and one trade may pay several orders
 * @param payee the account that gets the money
 * @param amount how much, positive
 */
public record Order(Reference id, AccountId payee, Money amount) {
    public Order {
        amount.requirePositive("amount");
    }
}
