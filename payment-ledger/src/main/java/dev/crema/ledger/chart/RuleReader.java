package dev.crema.ledger.chart;

import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.account.Side;
import dev.crema.rule.PlainData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rules out of plain maps and lists, as any reader of YAML or JSON makes them. */
final class RuleReader {
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("debit", "credit", "amount", "per", "turns", "returns"));

    private RuleReader() {}

    static List<PostingRule> read(Map<String, ?> data, Map<String, PostingEvent> events) {
        List<PostingRule> rules = new ArrayList<>();
        data.forEach((form, moments) -> PlainData.map("rules for " + form, moments)
                .forEach((moment, lines) -> rules.add(rule(form + "." + moment, lines, events))));
        return rules;
    }

    private static PostingRule rule(String name, @Nullable Object lines, Map<String, PostingEvent> events) {
        PostingEvent event = events.get(name);
        if (event == null) {
            throw new ConfigurationException("rule " + name + ": there is no such event; use one of "
                    + new TreeSet<>(events.keySet()) + ", or declare it with PostingRules.declaring");
        }
        List<PostingLine> read = new ArrayList<>();
        for (Object line : PlainData.list("rule " + name, lines)) {
            String where = "rule " + name + ", line " + (read.size() + 1);
            read.add(line(where, PlainData.map(where, line)));
        }
        return new PostingRule(event, read);
    }

    private static PostingLine line(String where, Map<String, ?> data) {
        PlainData.requireKeys(where, data, KEYS);
        if (data.containsKey("debit") == data.containsKey("credit")) {
            throw new ConfigurationException(where + ": give debit or credit, and not both");
        }
        Side side = data.containsKey("debit") ? Side.DEBIT : Side.CREDIT;
        String account = PlainData.text(where, data, side == Side.DEBIT ? "debit" : "credit");
        String amount = PlainData.text(where, data, "amount");
        boolean perLeg = data.containsKey("per");
        if (perLeg && !PlainData.text(where, data, "per").equals("leg")) {
            throw new ConfigurationException(where + ": per: " + data.get("per") + " is not known; write per: leg");
        }
        boolean turns = PlainData.flag(where, data, "turns");
        boolean returns = PlainData.flag(where, data, "returns");
        try {
            PostingLine line = PostingLine.of(side, account, amount);
            return new PostingLine(side, line.account(), line.amount(), perLeg, turns, returns);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(where + ": " + e.getMessage(), e);
        }
    }
}
