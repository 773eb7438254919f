package dev.crema.channel.sandbox;

import dev.crema.failure.ConfigurationException;
import java.net.URI;
import java.time.Duration;

/**
 * How a {@link SandboxChannel} behaves. Starts at {@link #permitted(boolean)}; every default is in sight there.
 *
 * @param permitted always true: settings without the permission cannot be made
 * @param confirmPage where a payer who has to act is sent, with the reference appended as it is, so it should end like
 *     {@code /confirm/} or {@code ?reference=}
 * @param settlingTime for how long after a {@link Scenario#SILENT} request queries do not find it, zero or more; also
 *     what the channel's capabilities declare
 * @param lateAfter when a {@link Scenario#LATE} request is done, zero or more
 * @param feeBasisPoints what the provider keeps of each charge, from 0 to 10000 hundredths of a percent, rounded half
 *     up to whole minor units; payouts and refunds cost nothing
 * @param charges what charges do that choose no scenario
 * @param payouts what payouts do that choose no scenario; not {@link Scenario#ASKS}
 * @param refunds what refunds do; not {@link Scenario#ASKS}
 */
public record SandboxSettings(
        boolean permitted,
        URI confirmPage,
        Duration settlingTime,
        Duration lateAfter,
        int feeBasisPoints,
        Scenario charges,
        Scenario payouts,
        Scenario refunds) {
    static final int WHOLE_IN_BASIS_POINTS = 10_000;

    public SandboxSettings {
        if (!permitted) {
            throw new ConfigurationException(
                    "sandbox: permitted is not true. The sandbox takes orders and moves no real"
                            + " money, so it does not run unless it is told to: set permitted=true where play money is meant"
                            + " (development, demonstrations, tests), and configure a real channel everywhere else");
        }
        require(confirmPage.isAbsolute(), "confirmPage " + confirmPage + " is not an absolute address");
        require(!settlingTime.isNegative(), "settlingTime " + settlingTime + " is negative; give zero or more");
        require(!lateAfter.isNegative(), "lateAfter " + lateAfter + " is negative; give zero or more");
        require(
                feeBasisPoints >= 0 && feeBasisPoints <= WHOLE_IN_BASIS_POINTS,
                "feeBasisPoints " + feeBasisPoints + "; give 0 to " + WHOLE_IN_BASIS_POINTS);
        require(payouts != Scenario.ASKS, "payouts: a payout has no payer who could be asked; choose another scenario");
        require(refunds != Scenario.ASKS, "refunds: a refund has no payer who could be asked; choose another scenario");
    }

    private static void require(boolean held, String problem) {
        if (!held) {
            throw new ConfigurationException("sandbox: " + problem);
        }
    }

    /**
     * The defaults: everything pays at once and without a fee, five seconds to settle, ten seconds when late.
     *
     * @param permitted whether play money is meant here; hand in the host's own switch, or {@code true} in a test
     * @throws ConfigurationException unless it is
     */
    public static SandboxSettings permitted(boolean permitted) {
        return new SandboxSettings(
                permitted,
                URI.create("https://sandbox.invalid/confirm/"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                0,
                Scenario.PAYS,
                Scenario.PAYS,
                Scenario.PAYS);
    }

    /** The same with another confirm page. */
    public SandboxSettings confirmPage(URI confirmPage) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }

    /** The same with another settling time. */
    public SandboxSettings settlingTime(Duration settlingTime) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }

    /** The same with another time after which what is late is done. */
    public SandboxSettings lateAfter(Duration lateAfter) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }

    /** The same with another fee on charges. */
    public SandboxSettings feeBasisPoints(int feeBasisPoints) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }

    /** The same with another scenario for charges that choose none. */
    public SandboxSettings charges(Scenario charges) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }

    /** The same with another scenario for payouts that choose none. */
    public SandboxSettings payouts(Scenario payouts) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }

    /** The same with another scenario for refunds. */
    public SandboxSettings refunds(Scenario refunds) {
        return new SandboxSettings(
                permitted, confirmPage, settlingTime, lateAfter, feeBasisPoints, charges, payouts, refunds);
    }
}
