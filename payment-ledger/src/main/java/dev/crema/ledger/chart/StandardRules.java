package dev.crema.ledger.chart;

import static java.util.Map.entry;
import static java.util.Map.ofEntries;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of this library, in the form in which a host writes its own. */
final class StandardRules {
    private static final String CLEARING = "channel:{channel}:clearing:{currency}";
    private static final String FEES = "fees:channel:{currency}";
    private static final String EARNED = "revenue:fees:{currency}";
    private static final String DISPUTES = "disputes:{channel}:{currency}";
    private static final String SUSPENSE = "suspense:{channel}:{currency}";
    private static final String FROM = "{from}";
    private static final String INTO = "{into}";

    private static final Map<String, List<Map<String, String>>> TOP_UP =
            Map.of("succeeded", List.of(debit(CLEARING, "net"), debit(FEES, "fee"), credit(INTO, "gross")));

    // A hold is no posting: what is set aside still belongs to the account. So there is nothing to undo either.
    private static final Map<String, List<Map<String, String>>> WITHDRAWAL = Map.of(
            "held", List.of(),
            "sent", List.of(),
            "succeeded", List.of(debit(FROM, "amount"), debit(FEES, "fee"), credit(CLEARING, "total")),
            "failed", List.of(),
            "returned", List.of(turning(debit(CLEARING, "net")), debit(FEES, "fee"), credit(FROM, "amount")));

    private static final Map<String, List<Map<String, String>>> REFUND = Map.of(
            "held", List.of(),
            "sent", List.of(),
            "succeeded", List.of(debit(FROM, "amount"), turning(debit(FEES, "cost")), credit(CLEARING, "total")),
            "failed", List.of(),
            "returned", List.of(turning(debit(CLEARING, "net")), debit(FEES, "fee"), credit(FROM, "amount")));

    private static final Map<String, List<Map<String, String>>> TRANSFER = Map.of(
            "succeeded",
                    List.of(
                            debit(FROM, "amount"),
                            credit(INTO, "rest"),
                            credit(EARNED, "fee"),
                            perLeg(credit("{party}", "part"))),
            // The money stays with the channel, which takes its fee out of what it holds.
            "arrived",
                    List.of(debit(FROM, "amount"), credit(INTO, "amount"), debit(FEES, "fee"), credit(CLEARING, "fee")),
            "refunded", List.of(debit(FROM, "amount"), credit(INTO, "amount")));

    private static final Map<String, List<Map<String, String>>> FEE =
            Map.of("charged", List.of(debit(FROM, "amount"), credit(EARNED, "amount")));

    private static final Map<String, List<Map<String, String>>> SPLIT = Map.of(
            "made", List.of(debit(FROM, "total"), perLeg(credit("{party}", "part")), credit("{remainder}", "rest")));

    private static final Map<String, List<Map<String, String>>> DISPUTE = Map.of(
            "opened", List.of(debit(DISPUTES, "amount"), debit(FEES, "fee"), credit(CLEARING, "total")),
            "won",
                    List.of(
                            debit(CLEARING, "total"),
                            credit(DISPUTES, "amount"),
                            with(credit(FEES, "rebate"), "returns", "true")),
            "lost", List.of(debit(FROM, "amount"), credit(DISPUTES, "amount")));

    private static final Map<String, List<Map<String, String>>> SETTLEMENT = Map.of(
            "paid", List.of(turning(debit("{bank}", "net")), debit(FEES, "fee"), turning(credit(CLEARING, "gross"))));

    private static final Map<String, List<Map<String, String>>> UNEXPLAINED = Map.of(
            "received", List.of(debit(CLEARING, "amount"), credit(SUSPENSE, "amount")),
            "paid", List.of(debit(SUSPENSE, "amount"), credit(CLEARING, "amount")),
            "refunded", List.of(debit(SUSPENSE, "amount"), debit(FEES, "fee"), credit(CLEARING, "total")),
            "credited", List.of(debit(SUSPENSE, "amount"), credit(INTO, "amount")),
            "kept", List.of(debit(SUSPENSE, "amount"), credit("revenue:suspense:{currency}", "amount")),
            "recovered", List.of(debit(CLEARING, "amount"), credit(SUSPENSE, "amount")),
            "charged", List.of(debit(FROM, "amount"), credit(SUSPENSE, "amount")),
            "written-off", List.of(debit("losses:suspense:{currency}", "amount"), credit(SUSPENSE, "amount")));

    private static final Map<String, Map<String, List<Map<String, String>>>> DATA = ofEntries(
            entry("top-up", TOP_UP),
            entry("withdrawal", WITHDRAWAL),
            entry("refund", REFUND),
            entry("transfer", TRANSFER),
            entry("fee", FEE),
            entry("split", SPLIT),
            entry("dispute", DISPUTE),
            entry("settlement", SETTLEMENT),
            entry("suspense", UNEXPLAINED));

    private StandardRules() {}

    /** In the order of the events, since a map has none. */
    static PostingRules read() {
        PostingRules none = PostingRules.none();
        List<PostingRule> ordered = new ArrayList<>(RuleReader.read(DATA, events()));
        ordered.sort(Comparator.comparingInt(rule -> StandardEvents.ALL.indexOf(rule.event())));
        return none.with(ChartOfAccounts.standard(), ordered.toArray(PostingRule[]::new));
    }

    private static Map<String, PostingEvent> events() {
        Map<String, PostingEvent> events = new LinkedHashMap<>();
        StandardEvents.ALL.forEach(event -> events.put(event.name(), event));
        return events;
    }

    private static Map<String, String> debit(String account, String amount) {
        return Map.of("debit", account, "amount", amount);
    }

    private static Map<String, String> credit(String account, String amount) {
        return Map.of("credit", account, "amount", amount);
    }

    private static Map<String, String> perLeg(Map<String, String> line) {
        return with(line, "per", "leg");
    }

    private static Map<String, String> turning(Map<String, String> line) {
        return with(line, "turns", "true");
    }

    private static Map<String, String> with(Map<String, String> line, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(line);
        more.put(key, value);
        return more;
    }
}
