package dev.crema.risk;

import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of new requests while a check can not be asked (降级): it throws, or has failed or been slow so often that it
 * is left alone for a while.
 *
 * @param letThroughUpTo amounts, one of a currency, up to which requests pass unjudged
 * @param otherwise what becomes of the others
 */
public record WhenRiskDown(List<Money> letThroughUpTo, Otherwise otherwise) {
    /** What becomes of what is not let through. */
    public enum Otherwise {
        /** As if the check had said {@link RiskDecision.Hold}. */
        HOLD,
        /** Refused, with an error that says that it may be repeated later. */
        REFUSE
    }

    public WhenRiskDown {
        letThroughUpTo = List.copyOf(letThroughUpTo);
        letThroughUpTo.forEach(amount -> amount.requirePositive("letThroughUpTo"));
    }

    /** Nothing passes unjudged: the default. */
    public static WhenRiskDown refuse() {
        return new WhenRiskDown(List.of(), Otherwise.REFUSE);
    }

    /** Nothing passes unjudged, and a person looks at it. */
    public static WhenRiskDown hold() {
        return new WhenRiskDown(List.of(), Otherwise.HOLD);
    }

    /** The same, with requests of up to this amount in its currency let through. */
    public WhenRiskDown lettingThroughUpTo(Money amount) {
        List<Money> more = new ArrayList<>(letThroughUpTo);
        more.removeIf(other -> other.currency().equals(amount.currency()));
        more.add(amount);
        return new WhenRiskDown(more, otherwise);
    }

    /** What becomes of a request of this amount. */
    public RiskDecision of(Money amount, String why) {
        boolean passes = letThroughUpTo.stream()
                .anyMatch(most -> most.currency().equals(amount.currency()) && !amount.isGreaterThan(most));
        if (passes) {
            return RiskDecision.pass();
        }
        return otherwise == Otherwise.HOLD ? RiskDecision.hold(why) : RiskDecision.refuse(why);
    }
}
