package dev.crema;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.RiskRefusedException;
import dev.crema.failure.RiskUnavailableException;
import dev.crema.payment.Capture;
import dev.crema.payment.Payment;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.RiskDecision;
import dev.crema.risk.RiskFacts;
import dev.crema.risk.WhenRiskDown;
import dev.crema.trade.Trade;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's checks, each behind a circuit breaker, and what is done while one can not be asked. Filled before the start. */
final class Risks {
    private static final Logger log = LoggerFactory.getLogger(Risks.class);
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int CALLS = 20;
    private static final Duration SHORTEST_REVIEW = Duration.ofMinutes(1);

    private final List<Guarded> checks = new ArrayList<>();
    private final Duration reviewWithin;

    /**
     * @param reviewWithin how long what is held back waits for a person before it ends
     */
    Risks(Duration reviewWithin) {
        if (reviewWithin.compareTo(SHORTEST_REVIEW) < 0) {
            throw new ConfigurationException("reviewWithin: " + reviewWithin + " is too short for a person; give "
                    + SHORTEST_REVIEW + " or more");
        }
        this.reviewWithin = reviewWithin;
    }

    private record Guarded(RiskCheck check, WhenRiskDown whenDown, CircuitBreaker breaker) {}

    void add(RiskCheck check, WhenRiskDown whenDown, Clock clock) {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .clock(clock)
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(CALLS)
                .minimumNumberOfCalls(CALLS / 2)
                .slowCallDurationThreshold(SLOW)
                .slowCallRateThreshold(50)
                .waitDurationInOpenState(PAUSE)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
        checks.add(new Guarded(check, whenDown, CircuitBreaker.of(check.name(), config)));
    }

    /**
     * The payment as it may be accepted: as it is, or held back for a person.
     *
     * @throws RiskRefusedException if it may not be
     * @throws RiskUnavailableException if it may not be as long as it can not be judged
     */
    Payment judged(Payment payment) {
        if (checks.isEmpty()) {
            return payment;
        }
        return judge(facts(payment))
                .map(why -> payment.heldBack(why, payment.createdAt().plus(reviewWithin)))
                .orElse(payment);
    }

    /** As {@link #judged(Payment)}, of a checkout as a whole. */
    Trade judged(Trade trade) {
        if (checks.isEmpty()) {
            return trade;
        }
        return judge(facts(trade))
                .map(why -> trade.heldBack(why, trade.createdAt().plus(reviewWithin)))
                .orElse(trade);
    }

    private Optional<String> judge(RiskFacts facts) {
        Optional<String> held = Optional.empty();
        for (Guarded guarded : checks) {
            RiskDecision decision = ask(guarded, facts);
            if (decision instanceof RiskDecision.Pass) {
                continue;
            }
            String name = guarded.check().name();
            if (decision instanceof RiskDecision.Refuse refuse) {
                throw new RiskRefusedException(
                        name + " refuses " + facts.form() + " " + facts.reference() + ": " + refuse.why());
            }
            String why = name + ": " + ((RiskDecision.Hold) decision).why();
            held = held.or(() -> Optional.of(why));
        }
        return held;
    }

    private static RiskDecision ask(Guarded guarded, RiskFacts facts) {
        CircuitBreaker breaker = guarded.breaker();
        if (!breaker.tryAcquirePermission()) {
            return down(guarded, facts);
        }
        long begun = System.nanoTime();
        try {
            RiskDecision decision = guarded.check().judge(facts);
            breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return decision;
        } catch (Throwable thrown) { // even an error: nobody knows what it would have said
            breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, thrown);
            log.error("risk check {} threw", guarded.check().name(), thrown);
            return down(guarded, facts);
        }
    }

    private static RiskDecision down(Guarded guarded, RiskFacts facts) {
        RiskDecision decision = guarded.whenDown().of(facts.amount(), "it could not be asked");
        if (decision instanceof RiskDecision.Refuse) {
            throw new RiskUnavailableException(guarded.check().name() + " can not be asked, and " + facts.amount()
                    + " may not pass unjudged; repeat it later");
        }
        log.warn("risk check {} is down: {} {}", guarded.check().name(), facts.form(), decision);
        return decision;
    }

    private static RiskFacts facts(Payment payment) {
        String form = payment.request() instanceof Capture
                ? "capture"
                : payment.form().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new RiskFacts(
                payment.scope(),
                payment.reference(),
                form,
                payment.amount(),
                payment.from(),
                payment.into(),
                payment.channel(),
                payment.context(),
                Map.of());
    }

    private static RiskFacts facts(Trade trade) {
        Map<String, String> facts = new TreeMap<>(trade.deal().facts());
        facts.put("type", trade.deal().type());
        return new RiskFacts(
                trade.scope(),
                trade.reference(),
                "checkout",
                trade.amount(),
                Optional.of(trade.deal().payer()),
                Optional.of(trade.deal().orders().get(0).payee()),
                "",
                trade.context(),
                facts);
    }
}
