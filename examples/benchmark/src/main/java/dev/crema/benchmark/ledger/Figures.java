package dev.crema.benchmark.ledger;

import dev.crema.benchmark.load.Measured;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** All that was measured, by name and in the order of the runs. */
final class Figures {
    private final Map<String, List<Measured>> loads = new LinkedHashMap<>();
    private final Map<String, List<Double>> numbers = new LinkedHashMap<>();

    void add(String name, Measured measured) {
        loads.computeIfAbsent(name, it -> new ArrayList<>()).add(measured);
    }

    void add(String name, double number) {
        numbers.computeIfAbsent(name, it -> new ArrayList<>()).add(number);
    }

    Map<String, List<Measured>> loads() {
        return Collections.unmodifiableMap(loads);
    }

    Map<String, List<Double>> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    /** The median of a number that was found once or more often. */
    OptionalDouble number(String name) {
        return median(numbers.getOrDefault(name, List.of()));
    }

    /** The median of something that was measured in each run under load. */
    OptionalDouble median(String name, ToDoubleFunction<Measured> what) {
        return median(loads.getOrDefault(name, List.of()).stream()
                .map(what::applyAsDouble)
                .toList());
    }

    /** How many times as fast one is as the other: each run against the other's of the same round, and of these the median. */
    OptionalDouble ratio(String name, String other) {
        List<Measured> ones = loads.getOrDefault(name, List.of());
        List<Measured> others = loads.getOrDefault(other, List.of());
        return median(IntStream.range(0, Math.min(ones.size(), others.size()))
                .filter(i -> others.get(i).perSecond() > 0)
                .mapToObj(i -> ones.get(i).perSecond() / others.get(i).perSecond())
                .toList());
    }

    /** The fastest of those whose names begin so and end so. */
    Optional<String> best(String prefix, String suffix) {
        return loads.keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
                .max(Comparator.comparingDouble(
                        name -> median(name, Measured::perSecond).orElse(0)));
    }

    static OptionalDouble median(Collection<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
