package dev.crema;

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

    private final List<Guarded> checks = new ArrayList<>();

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
        Optional<String> held = judge(facts(payment), payment.staysWithinBooks());
        return held.map(payment::heldBack).orElse(payment);
    }

    /** As {@link #judged}; a checkout waits for nobody. */
    void judge(Trade trade) {
        if (!checks.isEmpty()) {
            judge(facts(trade), true);
        }
    }

    private Optional<String> judge(RiskFacts facts, boolean atOnce) {
        Optional<String> held = Optional.empty();
        for (Guarded guarded : checks) {
            RiskDecision decision = ask(guarded, facts, atOnce);
            if (decision instanceof RiskDecision.Pass) {
                continue;
            }
            String name = guarded.check().name();
            if (decision instanceof RiskDecision.Refuse refuse) {
                throw new RiskRefusedException(
                        name + " refuses " + facts.form() + " " + facts.reference() + ": " + refuse.why());
            }
            String why = name + ": " + ((RiskDecision.Hold) decision).why();
            if (atOnce) {
                throw new RiskRefusedException(
                        facts.form() + " " + facts.reference() + " can not wait for a person, as it should for " + why);
            }
            held = held.or(() -> Optional.of(why));
        }
        return held;
    }

    private static RiskDecision ask(Guarded guarded, RiskFacts facts, boolean atOnce) {
        CircuitBreaker breaker = guarded.breaker();
        if (!breaker.tryAcquirePermission()) {
            return down(guarded, facts, atOnce);
        }
        long begun = System.nanoTime();
        try {
            RiskDecision decision = guarded.check().judge(facts);
            breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return decision;
        } catch (Throwable thrown) { // even an error: nobody knows what it would have said
            breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, thrown);
            log.error("risk check {} threw", guarded.check().name(), thrown);
            return down(guarded, facts, atOnce);
        }
    }

    /** What can not wait for a person can still be repeated when the check is back. */
    private static RiskDecision down(Guarded guarded, RiskFacts facts, boolean atOnce) {
        RiskDecision decision = guarded.whenDown().of(facts.amount(), "it could not be asked");
        if (decision instanceof RiskDecision.Refuse || (atOnce && decision instanceof RiskDecision.Hold)) {
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
