package dev.crema.route;

import dev.crema.failure.ConfigurationException;
import dev.crema.route.RouteRule.Way;
import dev.crema.rule.Condition;
import dev.crema.rule.Facts;
import dev.crema.rule.PlainData;
import dev.crema.rule.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules by which channels are chosen for what no channel was asked for: asked in order, the first that applies ranks
 * its channels. Immutable. The data is what a reader of YAML or JSON makes of:
 *
 * <pre>
 * - name: cards-abroad
 *   when: {form: top-up, country: [US, GB], currency: USD, amount: {below: "500.00"}}
 *   channels:
 *     - {name: stripe-main, weight: "3", cost-basis-points: "290"}
 *     - {name: paypal, weight: "1", cost-basis-points: "290"}
 *   fail-over-on: [RISK_DECLINED]     # declines after which the next channel may be tried
 * </pre>
 *
 * Conditions are those of {@link Condition} over {@code form} (top-up or authorize), {@code type payer payee currency
 * country scene}. Channels that do badly come last; then the cheaper come first; and among equally cheap ones the weights
 * share the payments out.
 */
public final class RouteRules {
    private static final RouteRules NONE = new RouteRules(List.of());
    private static final Words WORDS = Words.OF_CHECKOUTS.and("form", "top-up", "authorize");
    private static final Set<String> KEYS = new TreeSet<>(Set.of("name", "when", "channels", "fail-over-on"));
    private static final Set<String> WAY_KEYS = new TreeSet<>(Set.of("name", "weight", "cost-basis-points"));

    private final List<RouteRule> rules;

    private RouteRules(List<RouteRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No rules: only channels that were asked for are used. */
    public static RouteRules none() {
        return NONE;
    }

    /**
     * These rules behind the present ones, in their order.
     *
     * @throws ConfigurationException that names the rule, the mistake and the remedy
     */
    public RouteRules with(List<?> data) {
        List<RouteRule> all = new ArrayList<>(rules);
        for (Object rule : data) {
            RouteRule read = read("route rule " + (all.size() + 1), rule);
            if (all.stream().anyMatch(each -> each.name().equals(read.name()))) {
                throw new ConfigurationException(
                        "route rule " + read.name() + ": is there twice; give each its own name");
            }
            all.add(read);
        }
        return new RouteRules(all);
    }

    /** The first rule that applies. */
    public Optional<RouteRule> find(Facts facts) {
        return rules.stream().filter(rule -> rule.mismatch(facts).isEmpty()).findFirst();
    }

    /** The rules, in the order in which they are asked. */
    public List<RouteRule> rules() {
        return rules;
    }

    private static RouteRule read(String number, Object data) {
        Map<String, Object> rule = PlainData.map(number, data);
        String name = PlainData.text(number, rule, "name");
        String where = "route rule " + name;
        PlainData.requireKeys(where, rule, KEYS);
        Map<String, Object> when =
                rule.containsKey("when") ? PlainData.map(where + ", when", rule.get("when")) : Map.of();
        List<Way> ways = new ArrayList<>();
        for (Object way : PlainData.list(where + ", channels", rule.get("channels"))) {
            ways.add(way(where + ", channel " + (ways.size() + 1), way));
        }
        if (ways.stream().map(Way::channel).distinct().count() != ways.size() || ways.isEmpty()) {
            throw new ConfigurationException(where + ", channels: name at least one, and each once");
        }
        Set<String> codes = new TreeSet<>();
        for (Object code : rule.containsKey("fail-over-on")
                ? PlainData.list(where + ", fail-over-on", rule.get("fail-over-on"))
                : List.of()) {
            codes.add(String.valueOf(code));
        }
        return new RouteRule(name, Condition.read(where + ", when", when, WORDS), ways, codes);
    }

    private static Way way(String where, Object data) {
        Map<String, Object> way = PlainData.map(where, data);
        PlainData.requireKeys(where, way, WAY_KEYS);
        return new Way(
                PlainData.text(where, way, "name"),
                number(where, way, "weight", 1),
                number(where, way, "cost-basis-points", 0));
    }

    private static int number(String where, Map<String, Object> data, String key, int otherwise) {
        if (!data.containsKey(key)) {
            return otherwise;
        }
        String written = String.valueOf(data.get(key));
        if (!written.matches("[0-9]{1,5}") || (otherwise > 0 && Integer.parseInt(written) == 0)) {
            throw new ConfigurationException(
                    where + ": " + key + ": " + written + " is no number from " + otherwise + " to 99999");
        }
        return Integer.parseInt(written);
    }
}
