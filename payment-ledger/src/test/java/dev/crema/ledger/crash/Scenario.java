package dev.crema.ledger.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.Payments;
import dev.crema.payment.Payment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a host asks for, of a merchant who has what it takes.
 *
 * @param name what it is
 * @param outcomes what the channel may do with the requests of it, one after the other; afterwards it moves the money
 * @param action asks for it; may be repeated
 */
public record Scenario(String name, List<List<Behaviour>> outcomes, Action action) {
    /** Asks for something. */
    @FunctionalInterface
    public interface Action {
        /**
         * Asks for it, by the same reference each time.
         *
         * @param original a top-up into the shop that has succeeded
         */
        void ask(Payments payments, String reference, Payment original);
    }

    /** A scenario whose first request alone meets each of these outcomes. */
    static Scenario of(String name, Action action, Behaviour... outcomes) {
        return new Scenario(name, Arrays.stream(outcomes).map(List::of).toList(), action);
    }

    /** This one, with some more outcomes for its later requests. */
    Scenario and(Behaviour... outcome) {
        return new Scenario(
                name,
                Stream.concat(outcomes.stream(), Stream.of(List.of(outcome))).toList(),
                action);
    }

    @Override
    public String toString() {
        return name;
    }
}
