package dev.crema.plan;

import dev.crema.money.AccountId;
import dev.crema.rule.Facts;
import java.util.Optional;

/**
 * Makes the plans of some purchases (支付行为编排). Most are written as data, see {@link PlanRules}; a host may bring its own
 * in code. Thread-safe and without effects.
 */
public interface PlanRule {
    /** What people call it; recorded with each trade whose plan it made. */
    String name();

    /** Why it does not apply; empty if it does. */
    Optional<String> mismatch(Purchase purchase, Facts facts);

    /**
     * The plan.
     *
     * @param between the account of the trade's own where money may wait between payer and payees
     * @param why why this rule, to be kept with the plan
     * @throws dev.crema.failure.InvalidRequestException if it fits no such purchase after all
     */
    Plan plan(Purchase purchase, AccountId between, String why);
}
