package dev.crema.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which plan a purchase would be paid by, and why. The text form is for people.
 *
 * @param considered the rules in the order they were asked, up to the one that applied
 * @param plan the plan
 * @param routes for each step that collects, by its number, which channel would take it now and why
 */
public record PlanExplanation(List<Considered> considered, Plan plan, Map<Integer, String> routes) {
    public PlanExplanation {
        considered = List.copyOf(considered);
        routes = Map.copyOf(routes);
    }

    /**
     * A rule that was asked.
     *
     * @param mismatch why it did not apply; empty for the one that did
     */
    public record Considered(String rule, Optional<String> mismatch) {
        @Override
        public String toString() {
            return rule + mismatch.map(why -> " does not apply: " + why).orElse(" applies");
        }
    }

    /** The same, with the routes. */
    public PlanExplanation routed(Map<Integer, String> known) {
        return new PlanExplanation(considered, plan, known);
    }

    @Override
    public String toString() {
        String rules = considered.stream().map(Considered::toString).collect(Collectors.joining("\n"));
        String steps = plan.steps().stream()
                .map(step -> step
                        + Optional.ofNullable(routes.get(step.number()))
                                .map(why -> " (" + why + ")")
                                .orElse(""))
                .collect(Collectors.joining("\n"));
        String confirmation = plan.confirmWithin()
                .map(time -> "\nunconfirmed after " + time + ": " + plan.unconfirmed())
                .orElse("");
        return rules + "\n" + steps + confirmation;
    }
}
