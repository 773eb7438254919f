package dev.crema.plan;

import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;

/**
 * One thing the business wants paid.
 *
 * @param id the business's own id of it; one order may be paid by several trades, and one trade may pay several orders
 * @param payee the account that gets the money
 * @param amount how much of it is paid now, positive
 * @param whole all that is ever to be paid for it; what trades pay beyond that is given back as paid twice
 */
public record Order(Reference id, AccountId payee, Money amount, Money whole) {
    public Order {
        amount.requirePositive("amount");
        if (!amount.currency().equals(whole.currency()) || amount.compareTo(whole) > 0) {
            throw new InvalidRequestException("whole", whole + " is not at least the " + amount + " that are paid now");
        }
    }

    /** An order that is paid at once. */
    public Order(Reference id, AccountId payee, Money amount) {
        this(id, payee, amount, amount);
    }

    /** The same, of which only this amount is paid now, the first or another of several parts. */
    public Order partOf(Money whole) {
        return new Order(id, payee, amount, whole);
    }
}
