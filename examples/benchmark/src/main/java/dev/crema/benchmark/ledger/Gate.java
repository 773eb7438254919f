package dev.crema.benchmark.ledger;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A figure that was promised.
 *
 * @param name short and stable
 * @param value what was measured; empty if it was not
 * @param gate what it has to be
 * @param aim what would be good
 * @param isCeiling whether less is better
 */
public record Gate(String name, OptionalDouble value, double gate, double aim, boolean isCeiling) {
    public static Gate atLeast(String name, OptionalDouble value, double gate, double aim) {
        return new Gate(name, value, gate, aim, false);
    }

    public static Gate atMost(String name, OptionalDouble value, double gate, double aim) {
        return new Gate(name, value, gate, aim, true);
    }

    public boolean reached() {
        return value.isPresent() && (isCeiling ? value.getAsDouble() <= gate : value.getAsDouble() >= gate);
    }

    /** The line that is printed. Values are rounded away from the gate's far side, so that none is rounded through it. */
    public String line() {
        String shown = value.isPresent() ? number(rounded(value.getAsDouble())) : "unmeasured";
        return "gate " + name + " " + shown + " " + number(gate) + " " + number(aim) + (reached() ? " ok" : " short");
    }

    private double rounded(double exact) {
        return (isCeiling ? Math.ceil(exact * 100) : Math.floor(exact * 100)) / 100;
    }

    private static String number(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.2f", number);
    }
}
