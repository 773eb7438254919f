package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.HashMap;
import java.util.Map;

/** Holds what is set aside against what was asked for and answered: nothing is captured twice, or released as well. */
final class HoldsInspection {
    private final String prefix;
    private final Findings findings;
    private final Map<String, Row> expected = new HashMap<>();

    /** A hold as it stands in the database. */
    record Row(String account, String reference, long minor, long captured, String state) {
        String key() {
            return key(account, reference);
        }

        Row become(long captured, String state) {
            return new Row(account, reference, minor, captured, state);
        }

        static String key(String account, String hold) {
            return account + " " + hold;
        }
    }

    /** @param round of which alone the holds are inspected for more than their sums */
    HoldsInspection(int round, Memory memory, Findings findings) {
        this.prefix = "r" + round + ".";
        this.findings = findings;
        memory.matters().stream().filter(Matter::isDone).map(Matter::order).forEach(order -> {
            if (order instanceof Order.Hold hold) {
                expected.put(
                        Row.key(hold.account(), hold.hold()),
                        new Row(hold.account(), hold.hold(), hold.minor(), 0, "OPEN"));
            } else if (order instanceof Order.Capture capture) {
                drawOn(
                        Row.key(capture.account(), capture.hold()),
                        capture.minor(),
                        capture.last() ? "CAPTURED" : "OPEN");
            } else if (order instanceof Order.Release release) {
                drawOn(Row.key(release.account(), release.hold()), 0, "RELEASED");
            }
        });
        expected.replaceAll(
                (key, hold) -> hold.captured() == hold.minor() ? hold.become(hold.captured(), "CAPTURED") : hold);
    }

    private void drawOn(String key, long captured, String state) {
        Row hold = expected.get(key);
        if (hold == null) {
            findings.add(Kind.LOST, "hold " + key + " is " + state + ", and was never placed");
            return;
        }
        // In whatever order they were told: a part may be told last and was first.
        if (!hold.state().equals("OPEN") && !state.equals("OPEN")) {
            findings.add(Kind.DOUBLED, "hold " + key + " was acknowledged as " + hold.state() + " and as " + state);
        }
        expected.put(key, hold.become(hold.captured() + captured, hold.state().equals("OPEN") ? state : hold.state()));
    }

    void read(Row row) {
        if (row.captured() < 0 || row.captured() > row.minor()) {
            findings.add(Kind.WRONG, "I-08 hold " + row.key() + " has more captured than held: " + row);
        }
        if (!row.reference().startsWith(prefix)) {
            return;
        }
        Row told = expected.remove(row.key());
        if (told == null) {
            findings.add(Kind.DOUBLED, "I-12 " + row + " is there, and was not to be done");
        } else if (!told.equals(row)) {
            findings.add(Kind.WRONG, "I-12 " + told + " was acknowledged, and it is " + row);
        }
    }

    /** Says that there are no more. */
    void end() {
        expected.values()
                .forEach(hold -> findings.add(Kind.LOST, "I-12 " + hold + " was acknowledged, and is not there"));
    }
}
