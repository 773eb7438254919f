package dev.crema.plan;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The steps by which a trade is carried out, in their order. If one fails while the payer pays, the earlier ones are
 * undone by their opposites, newest first.
 *
 * @param name the rule or recipe that it was made by
 * @param why why this plan, for people, 1024 characters at most
 * @param steps what is done, numbered from 1
 * @param confirmWithin how long the plan waits for the confirmation; empty to wait for ever. Only of plans with steps
 *     in the phase {@link Step.Phase#CONFIRM}
 * @param unconfirmed what happens when that time is over
 */
public record Plan(
        String name, String why, List<Step> steps, Optional<Duration> confirmWithin, Unconfirmed unconfirmed) {
    private static final int MOST_STEPS = 500;
    private static final int LONGEST_WHY = 1024;

    /** What happens to a plan that nobody confirms in time. */
    public enum Unconfirmed {
        /** It goes on as if it were confirmed. */
        CONFIRM,
        /** It is undone. */
        UNDO
    }

    public Plan {
        why = why.length() > LONGEST_WHY ? why.substring(0, LONGEST_WHY) : why;
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw new InvalidRequestException(
                    "plan", name + " has " + steps.size() + " steps; give 1 to " + MOST_STEPS);
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.number() != i + 1) {
                throw new InvalidRequestException(
                        "plan", name + ": step " + step.number() + " stands at place " + (i + 1));
            }
            if (step.target() > 0 && !steps.get(step.target() - 1).setsAside()) {
                throw new InvalidRequestException(
                        "plan", name + ": step " + step.name() + " captures what is not set aside");
            }
        }
    }

    /** Whether it waits for the host's confirmation before its last steps. */
    public boolean isConfirmed() {
        return steps.stream().anyMatch(step -> step.phase() == Step.Phase.CONFIRM);
    }

    /** The step of this number. */
    public Step step(int number) {
        return steps.get(number - 1);
    }

    /**
     * What the plan, when it is through, has moved into each account, less what it has moved out of it. What comes
     * through channels comes from outside, so the sum of all is what the channels bring.
     */
    public Map<AccountId, Money> effect() {
        Map<AccountId, Money> effect = new TreeMap<>();
        for (Step step : steps) {
            if (step.action() != Step.Action.CAPTURE) { // what is captured was counted where it was set aside
                step.from().ifPresent(from -> effect.merge(from, step.amount().negated(), Money::plus));
                step.into().ifPresent(into -> effect.merge(into, step.amount(), Money::plus));
            }
        }
        return effect;
    }

    /**
     * This plan, if it pays the purchase exactly: the payees get the total, and no account in between keeps anything.
     *
     * @throws InvalidRequestException naming the account and the difference
     */
    public Plan requireExact(Purchase purchase, AccountId between) {
        Currency currency = purchase.total().currency();
        Map<AccountId, Money> effect = effect();
        Money paid = effect.values().stream().filter(Money::isPositive).reduce(Money.zero(currency), Money::plus);
        if (!paid.equals(purchase.total())) {
            throw new InvalidRequestException(
                    "plan",
                    name + " takes " + paid + " from the payer and through channels, where " + purchase.total()
                            + " are paid");
        }
        Money kept = effect.getOrDefault(between, Money.zero(currency));
        if (!kept.isZero()) {
            throw new InvalidRequestException(
                    "plan", name + " leaves " + kept + " in " + between + "; move all of it on");
        }
        return this;
    }

    /** The same, with a time for the confirmation. */
    public Plan confirmedWithin(Duration time, Unconfirmed otherwise) {
        return new Plan(name, why, steps, Optional.of(time), otherwise);
    }
}
