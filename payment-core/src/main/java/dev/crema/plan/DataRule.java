package dev.crema.plan;

import dev.crema.money.AccountId;
import dev.crema.rule.Condition;
import dev.crema.rule.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rule that was written down.
 *
 * @param shares who gets parts of every order besides those that the purchase names, each without an order yet
 */
record DataRule(
        String name,
        Condition condition,
        Recipe recipe,
        List<PartyShare> shares,
        Optional<Duration> confirmWithin,
        Plan.Unconfirmed unconfirmed)
        implements PlanRule {
    /** A share of every order. */
    record PartyShare(AccountId party, int basisPoints) {}

    @Override
    public Optional<String> mismatch(Purchase purchase, Facts facts) {
        return condition.mismatch(facts);
    }

    @Override
    public Plan plan(Purchase purchase, AccountId between, String why) {
        List<Share> all = new ArrayList<>(purchase.shares());
        for (Order order : purchase.orders()) {
            shares.forEach(
                    share -> all.add(new Share(order.id(), share.party(), share.basisPoints(), Optional.empty())));
        }
        Plan plan = recipe.plan(name, why, purchase.sharedOut(all), between);
        return confirmWithin
                .map(time -> plan.confirmedWithin(time, unconfirmed))
                .orElse(plan);
    }
}
