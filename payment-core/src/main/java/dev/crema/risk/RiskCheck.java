package dev.crema.risk;

/**
 * Host code that judges a request before it is accepted: rules of its own, or a service elsewhere. Asked on the caller's
 * thread, before anything is written, once for each request that is new; a checkout is judged as a whole and not step by
 * step. Thread-safe, and quick: it gives up by itself after a second or so, by throwing. What it throws, and its being
 * slow, counts as its being down, see {@link WhenRiskDown}.
 */
public interface RiskCheck {
    /** What people call it; shown where it refuses something. */
    String name();

    // Host code: what it may throw is not ours to narrow.
    RiskDecision judge(RiskFacts facts) throws Exception;
}
