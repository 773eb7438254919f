package dev.crema.channel.sandbox;

import dev.crema.channel.Channel;
import dev.crema.channel.ChannelProvider;
import dev.crema.channel.settings.WrittenSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Makes a {@link SandboxChannel} out of settings: {@code permitted} (which must be {@code true}), {@code confirm_url},
 * {@code settling_time} and {@code late_after} (ISO 8601, such as {@code PT10S}), {@code fee_basis_points}, and a
 * {@link Scenario} for each of {@code charges}, {@code payouts} and {@code refunds}. They mean what the components of
 * {@link SandboxSettings} mean, and have the same defaults.
 */
public final class SandboxChannelProvider implements ChannelProvider {
    private static final String PERMITTED = "permitted";
    private static final String CONFIRM_URL = "confirm_url";
    private static final String SETTLING_TIME = "settling_time";
    private static final String LATE_AFTER = "late_after";
    private static final String FEE_BASIS_POINTS = "fee_basis_points";
    private static final String CHARGES = "charges";
    private static final String PAYOUTS = "payouts";
    private static final String REFUNDS = "refunds";
    private static final String[] KNOWN = {
        PERMITTED, CONFIRM_URL, SETTLING_TIME, LATE_AFTER, FEE_BASIS_POINTS, CHARGES, PAYOUTS, REFUNDS
    };

    @Override
    public String type() {
        return "sandbox";
    }

    @Override
    public Channel create(String name, Map<String, String> settings, Clock clock) {
        WrittenSettings written = WrittenSettings.of(type(), name, settings, KNOWN);
        boolean permitted = written.text(PERMITTED).filter("true"::equals).isPresent();
        SandboxSettings defaults = SandboxSettings.permitted(permitted);
        return new SandboxChannel(
                name,
                defaults.confirmPage(written.address(CONFIRM_URL, defaults.confirmPage()))
                        .settlingTime(written.duration(SETTLING_TIME, defaults.settlingTime()))
                        .lateAfter(written.duration(LATE_AFTER, defaults.lateAfter()))
                        .feeBasisPoints(written.number(FEE_BASIS_POINTS, 0, SandboxSettings.WHOLE_IN_BASIS_POINTS, 0))
                        .charges(written.choice(CHARGES, defaults.charges(), List.of(Scenario.values())))
                        .payouts(written.choice(PAYOUTS, defaults.payouts(), Scenario.WITHOUT_PAYER))
                        .refunds(written.choice(REFUNDS, defaults.refunds(), Scenario.WITHOUT_PAYER)),
                clock);
    }
}
