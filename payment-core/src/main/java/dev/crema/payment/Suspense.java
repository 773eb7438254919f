package dev.crema.payment;

import dev.crema.money.AccountId;
import dev.crema.money.Money;

/**
 * Money of a difference that came in and is held in suspense (挂账).
 *
 * @param key the key of the difference
 * @param policy what is done about it
 * @param account the account that holds it
 * @param moved how much came in
 * @param remedied how much of it was given back or credited, or is about to be
 */
public record Suspense(String key, DifferencePolicy policy, AccountId account, Money moved, Money remedied) {
    /** What nothing was done about yet. */
    public Money left() {
        return moved.minus(remedied);
    }
}
