package dev.crema.route;

import dev.crema.rule.Condition;
import dev.crema.rule.Facts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A rule that ranks channels.
 *
 * @param name what people call it; recorded with each choice
 * @param condition when it applies
 * @param ways the channels
 * @param failOverOn the codes of declines after which the next channel may be tried
 */
public record RouteRule(String name, Condition condition, List<Way> ways, Set<String> failOverOn) {
    public RouteRule {
        ways = List.copyOf(ways);
        failOverOn = Set.copyOf(failOverOn);
    }

    /**
     * A channel that the rule may choose.
     *
     * @param channel the channel's name
     * @param weight its share among equally cheap ones, above zero
     * @param costBasisPoints what it costs, in ten-thousandths
     */
    public record Way(String channel, int weight, int costBasisPoints) {}

    /** The channels that it names: those that it may choose, and those whose health it asks for. */
    public Set<String> channels() {
        Set<String> named = new TreeSet<>(condition.channels());
        ways.forEach(way -> named.add(way.channel()));
        return named;
    }

    /** Why it does not apply; empty if it does. */
    public Optional<String> mismatch(Facts facts) {
        return condition.mismatch(facts);
    }

    /**
     * The channels, best first. The same lot always falls the same way, so a decision that is repeated stays the same.
     *
     * @param lot whatever is to be routed, for example a trade and its step
     */
    public List<Way> ranked(Set<String> unhealthy, String lot) {
        return ways.stream()
                .sorted(Comparator.comparing((Way way) -> unhealthy.contains(way.channel()))
                        .thenComparing(Way::costBasisPoints)
                        .thenComparing(way -> drawn(lot, way)))
                .toList();
    }

    /** Whoever has the smallest number is first, and as often as its weight says. */
    private static double drawn(String lot, Way way) {
        long mixed = (lot + "/" + way.channel()).hashCode() * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        double uniform = ((mixed >>> 11) + 1) * 0x1.0p-53;
        return -Math.log(uniform) / way.weight();
    }
}
