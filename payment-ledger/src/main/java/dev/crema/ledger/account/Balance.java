package dev.crema.ledger.account;

import dev.crema.money.AccountId;
import dev.crema.money.Money;

/**
 * What is in an account, as its owner reads it: on its normal side, so that a filled wallet is positive although it is a
 * debt of the merchant's.
 *
 * @param account whose
 * @param balance what was booked
 * @param held the part of it that is set aside by open holds; zero or more
 */
public record Balance(AccountId account, Money balance, Money held) {
    /** What can still be held or drawn, were there no floor below zero: the balance less what is held. */
    public Money available() {
        return balance.minus(held);
    }
}
