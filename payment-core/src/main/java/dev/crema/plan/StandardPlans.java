package dev.crema.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The plans of this library, in the form in which a host writes its own. */
final class StandardPlans {
    private static final Map<String, String> SHARE = Map.of("transfer", "{payee}", "into", "{party}", "per", "share");
    private static final Map<String, String> HOLD = Map.of("hold", "{payer}", "into", "{payee}");
    private static final Map<String, String> HOLD_FOR_ESCROW = Map.of("hold", "{payer}", "into", "{escrow}");
    private static final Map<String, String> COLLECT_IN_ESCROW = Map.of("top-up", "{escrow}");
    private static final Map<String, String> CAPTURE = Map.of("capture", "wallet");
    private static final Map<String, String> PAY_OUT =
            Map.of("transfer", "{escrow}", "into", "{payee}", "per", "order", "amount", "rest");
    private static final Map<String, String> PAY_SHARE =
            Map.of("transfer", "{escrow}", "into", "{party}", "per", "share");

    private StandardPlans() {}

    static PlanRules read() {
        return PlanRules.none()
                // A transfer is settled by the transaction that accepts it: there is nothing to hold before.
                .knowing("wallet", List.of(Map.of("transfer", "{payer}", "into", "{payee}", "per", "wallet"), SHARE))
                // The channel can refuse; what the wallet gives is only taken when it has not.
                .knowing("split", List.of(HOLD, Map.of("top-up", "{payee}"), CAPTURE, SHARE))
                .knowing("merged", List.of(HOLD_FOR_ESCROW, COLLECT_IN_ESCROW, CAPTURE, PAY_OUT, PAY_SHARE))
                .knowing(
                        "escrow",
                        List.of(HOLD_FOR_ESCROW, COLLECT_IN_ESCROW, CAPTURE, confirmed(PAY_OUT), confirmed(PAY_SHARE)))
                .knowing(
                        "authorize",
                        List.of(
                                HOLD,
                                Map.of("authorize", "{payee}"),
                                confirmed(CAPTURE),
                                confirmed(Map.of("capture", "channel")),
                                confirmed(SHARE)))
                .with(List.of(
                        rule("escrow", Map.of("type", "escrow")),
                        rule("authorize", Map.of("type", "authorize")),
                        rule("merged", Map.of("orders", "several")),
                        Map.of("name", "channels", "when", Map.of("tenders", "channels"), "recipe", "merged"),
                        rule("wallet", Map.of("tenders", "wallet")),
                        Map.of("name", "split", "recipe", "split")));
    }

    private static Map<String, Object> rule(String name, Map<String, String> when) {
        return Map.of("name", name, "when", when, "recipe", name);
    }

    private static Map<String, String> confirmed(Map<String, String> step) {
        Map<String, String> more = new TreeMap<>(step);
        more.put("on", "confirmation");
        return more;
    }
}
