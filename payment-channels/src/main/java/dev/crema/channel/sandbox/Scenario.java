package dev.crema.channel.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the sandbox's provider makes of a request. A charge or payout chooses by its option {@link #OPTION}, whose
 * values are these names in lower case; for what chooses nothing, {@link SandboxProvider#next} and the settings do.
 */
public enum Scenario {
    /** The money moves at once: {@code Done}. */
    PAYS,

    /**
     * The payer has to act: {@code NeedsAction} with a {@code Redirect}, until {@link SandboxProvider.Payer} confirms
     * or refuses, the charge is closed, or it expires. For charges only.
     */
    ASKS,

    /** The provider says no, for good: {@code Declined}. */
    DECLINES,

    /** {@code InProgress} at first; {@code Done} once {@link SandboxSettings#lateAfter} has passed. */
    LATE,

    /**
     * The request is never answered: {@code Unknown} however often it is sent. The money moves all the same, but
     * queries say {@code NotSent} until {@link SandboxSettings#settlingTime} has passed, and only then {@code Done}.
     * With the option {@link #SILENT_ACTED} {@code false} the first request is lost on its way: queries say {@code
     * NotSent} until the request is repeated, and the repeat pays.
     */
    SILENT,

    /** Nothing is ever answered, neither requests nor queries: {@code Unknown} for ever. No money moves. */
    MUTE,

    /** The money moves at once, but half of what was asked (twice that for a single minor unit): {@code Done}. */
    OTHER_AMOUNT,

    /**
     * The first requests do not get through: {@code NotSent}, {@link #UNREACHABLE_TIMES} times, twice by default. The
     * one after them pays.
     */
    UNREACHABLE;

    /** The option of a charge or payout that names its scenario. */
    public static final String OPTION = "scenario";

    /** The option that says whether a {@link #SILENT} request is acted on: {@code true}, the default, or not. */
    public static final String SILENT_ACTED = "silent_acted";

    /** The option that says how often an {@link #UNREACHABLE} request does not get through. */
    public static final String UNREACHABLE_TIMES = "unreachable_times";

    /** Those without a payer, which payouts and refunds can play too. */
    static final List<Scenario> WITHOUT_PAYER =
            Arrays.stream(values()).filter(scenario -> scenario != ASKS).toList();

    static Optional<Scenario> named(String name) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.toString().equals(name))
                .findFirst();
    }

    /** The name as it is written in options and settings: {@code pays}, {@code other_amount}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
