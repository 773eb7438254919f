package dev.crema.ledger.chart;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Posting rules as a table for people. */
final class RuleTable {
    private RuleTable() {}

    static String of(Collection<PostingRule> rules) {
        int width = rules.stream()
                .flatMap(rule -> rule.lines().stream())
                .mapToInt(line -> line.account().text().length())
                .max()
                .orElse(0);
        return rules.stream().map(rule -> rule(rule, width)).collect(Collectors.joining("\n"));
    }

    private static String rule(PostingRule rule, int width) {
        String head = rule.event() + "  [" + rule.event().describe() + "]\n";
        if (rule.lines().isEmpty()) {
            return head + "    nothing is booked\n";
        }
        return rule.lines().stream()
                .map(line -> "    %-6s  %s%n"
                        .formatted(
                                line.side().name().toLowerCase(Locale.ROOT),
                                ("%-" + width + "s  %s").formatted(line.account(), amount(line)))
                        .replace(System.lineSeparator(), "\n"))
                .collect(Collectors.joining("", head, ""));
    }

    private static String amount(PostingLine line) {
        return line.amount()
                + (line.perLeg() ? ", for each leg" : "")
                + (line.turns() ? ", on the other side if negative" : "")
                + (line.returns() ? ", taking it back" : "");
    }
}
