package dev.crema;

import dev.crema.payment.Reason;
import dev.crema.plan.Interceptor;
import dev.crema.plan.Occasion;
import dev.crema.plan.PlanExplanation;
import dev.crema.plan.PlanRules;
import dev.crema.plan.Purchase;
import dev.crema.plan.Step;
import dev.crema.route.ChannelHealth;
import dev.crema.trade.Checkout;
import dev.crema.trade.Gate;
import dev.crema.trade.Trade;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Makes the plans of checkouts: the interceptors first, then the rules. */
record Plans(PlanRules rules, List<Interceptor> interceptors, ChannelHealth health) implements Gate {
    Plans {
        interceptors = interceptors.stream()
                .sorted(Comparator.comparingInt(Interceptor::order).thenComparing(Interceptor::name))
                .toList();
    }

    /** The named ones and those that are found. */
    static Plans of(PlanRules rules, List<Interceptor> named, ChannelHealth health) {
        List<Interceptor> all = new ArrayList<>(named);
        ServiceLoader.load(Interceptor.class).forEach(all::add);
        return new Plans(rules, all, health);
    }

    /** The checkout as the interceptors leave it. */
    Checkout intercepted(Checkout checkout) {
        Purchase purchase = checkout.purchase();
        for (Interceptor interceptor : interceptors) {
            purchase = interceptor.before(purchase);
        }
        return checkout.with(purchase);
    }

    PlanExplanation explain(Checkout intercepted, Instant now) {
        return rules.explain(intercepted.purchase(), intercepted.escrow(), now, health.unhealthy(now));
    }

    @Override
    public Optional<Reason> refuses(Trade trade, Step step) {
        Occasion occasion = new Occasion(
                trade.reference(),
                trade.deal().type(),
                trade.deal().payer(),
                trade.amount(),
                trade.deal().facts());
        return interceptors.stream()
                .flatMap(interceptor ->
                        interceptor
                                .refuses(step, occasion)
                                .map(why -> new Reason("REFUSED", interceptor.name() + ": " + why))
                                .stream())
                .findFirst();
    }
}
