package dev.crema;

import dev.crema.plan.Plan;
import dev.crema.plan.PlanRules;
import dev.crema.trade.Checkout;

/** Makes the plan for a checkout. */
record Plans(PlanRules rules) {
    Plan plan(Checkout checkout) {
        return rules.plan(checkout.purchase(), checkout.escrow());
    }
}
