package dev.crema.ledger.account;

import dev.crema.money.Money;

/** How far an account may be drawn. What is held counts as drawn already. */
public sealed interface Constraint {
    /** The account may be drawn without limit: those that stand for the outside world. */
    record Unlimited() implements Constraint {}

    /**
     * The available amount never falls below the floor. The database holds the rule too.
     *
     * @param least zero for an account of which only what is in it can be drawn; negative for one with a credit line
     */
    record Floor(Money least) implements Constraint {}
}
