package dev.crema.risk;

/** What a check makes of a request. */
public sealed interface RiskDecision {
    /** Nothing speaks against it. */
    record Pass() implements RiskDecision {}

    /**
     * A person is to look at it first. A payment through a channel is accepted, its money set aside, and nothing sent
     * until it is released; what can not wait, a transfer within the books or a checkout, is refused.
     *
     * @param why for people
     */
    record Hold(String why) implements RiskDecision {}

    /**
     * It must not be.
     *
     * @param why for people
     */
    record Refuse(String why) implements RiskDecision {}

    static RiskDecision pass() {
        return new Pass();
    }

    static RiskDecision hold(String why) {
        return new Hold(why);
    }

    static RiskDecision refuse(String why) {
        return new Refuse(why);
    }
}
