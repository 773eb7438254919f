package dev.crema.trade;

import dev.crema.payment.Reason;
import dev.crema.plan.Step;
import java.util.Optional;

/** Whether a step may begin. No effects, no waiting. */
public interface Gate {
    /** Lets everything pass. */
    Gate OPEN = (trade, step) -> Optional.empty();

    /** Why the step must not begin; empty to let it pass. */
    Optional<Reason> refuses(Trade trade, Step step);
}
