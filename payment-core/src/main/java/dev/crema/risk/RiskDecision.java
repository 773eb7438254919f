package dev.crema.risk;

/** What a check makes of a request. */
public sealed interface RiskDecision {
    /** Nothing speaks against it. */
    record Pass() implements RiskDecision {}

    /**
     * A person is to look at it first. A payment is accepted, its money set aside, and nothing sent or settled until it is
     * released; a checkout is accepted, and none of its steps begun. What nobody releases in time ends.
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
