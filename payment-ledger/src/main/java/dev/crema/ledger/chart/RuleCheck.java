package dev.crema.ledger.chart;

import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a rule has to be before anything is booked by it. */
final class RuleCheck {
    private static final int MOST_LINES = 50;

    private final PostingEvent event;
    private final List<PostingLine> lines;

    RuleCheck(PostingEvent event, List<PostingLine> lines) {
        this.event = event;
        this.lines = lines;
    }

    void requireSound() {
        if (lines.size() > MOST_LINES) {
            throw new ConfigurationException(
                    "rule " + event + " has " + lines.size() + " lines; give at most " + MOST_LINES);
        }
        for (int i = 0; i < lines.size(); i++) {
            requireKnownAmounts(i);
            requireKnownBlanks(i);
            requireWorth(i);
        }
        requireOneSideEach();
        requireBalanced();
    }

    private ConfigurationException mistake(int index, String what) {
        return new ConfigurationException(
                "rule " + event + ", line " + (index + 1) + " (" + lines.get(index) + "): " + what);
    }

    private void requireKnownAmounts(int index) {
        PostingLine line = lines.get(index);
        if (line.perLeg() && !event.splits()) {
            throw mistake(index, "the event has no legs; leave per: leg out");
        }
        Set<String> known = line.perLeg() ? Set.of(PostingEvent.PART) : event.amountNames();
        for (String name : line.amount().names()) {
            if (!known.contains(name)) {
                String whose = line.perLeg() ? "each leg has " : "the event has ";
                throw mistake(index, "there is no amount " + name + " here; " + whose + known);
            }
        }
    }

    private void requireKnownBlanks(int index) {
        PostingLine line = lines.get(index);
        Optional<String> whole = line.account().wholeBlank();
        boolean leg = line.perLeg() && whole.equals(Optional.of(PostingEvent.PARTY));
        if (whole.isPresent() && !leg && !event.accounts().contains(whole.get())) {
            throw mistake(
                    index,
                    "there is no account " + line.account() + " here; the event has " + event.accounts()
                            + (event.splits() ? ", and {party} in lines with per: leg" : ""));
        }
        for (String blank : line.account().blanksInPath()) {
            if (!blank.equals(PostingEvent.CURRENCY) && !event.texts().contains(blank)) {
                throw mistake(
                        index,
                        "{" + blank + "} is no part of a name here; the event has " + event.texts()
                                + " and {currency}");
            }
        }
    }

    private void requireWorth(int index) {
        PostingLine line = lines.get(index);
        AmountExpression amount = line.reckoned(event);
        if (amount.isZero()) {
            throw mistake(index, "the amount is always zero; leave the line out");
        }
        boolean signed = amount.names().stream().anyMatch(event.signed()::contains);
        boolean neverPositive = amount.terms().values().stream().allMatch(times -> times < 0);
        if (neverPositive && !signed && !line.turns()) {
            String other = line.side() == Side.DEBIT ? "credit " : "debit ";
            String positive = line.amount().negated().toString();
            throw mistake(index, "the amount is never above zero; write " + other + positive);
        }
    }

    private void requireOneSideEach() {
        Map<AccountTemplate, Side> sides = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            PostingLine line = lines.get(i);
            Side other = sides.putIfAbsent(line.account(), line.side());
            if (other != null && other != line.side()) {
                throw mistake(
                        i,
                        "the account is debited and credited; money does not move to where it is, so write one line"
                                + " with the difference, and turns: true if it may be negative");
            }
        }
    }

    private void requireBalanced() {
        AmountExpression debits = PostingRule.side(event, lines, Side.DEBIT);
        AmountExpression credits = PostingRule.side(event, lines, Side.CREDIT);
        AmountExpression surplus = debits.minus(credits);
        if (surplus.isZero()) {
            return;
        }
        String problem =
                "the rule does not balance: debits of " + debits + " less credits of " + credits + " leave " + surplus;
        for (int i = 0; i < lines.size(); i++) {
            Optional<String> mended = mended(lines.get(i), surplus);
            if (mended.isPresent()) {
                throw mistake(i, problem + "; write " + mended.get() + " here, or add lines for the difference");
            }
        }
        throw mistake(lines.size() - 1, problem + "; add lines for the difference");
    }

    /** The one name that would make the rule balance in place of this line's amount, if there is one. */
    private Optional<String> mended(PostingLine line, AmountExpression surplus) {
        if (line.perLeg()) {
            return Optional.empty();
        }
        AmountExpression right = line.reckoned(event).plus(surplus, -line.side().sign());
        return event.amountNames().stream()
                .filter(name -> event.meaning(name).equals(right))
                .findFirst();
    }

    void requireAccountsOf(ChartOfAccounts chart) {
        for (int i = 0; i < lines.size(); i++) {
            Optional<String> family = lines.get(i).account().family();
            if (family.isPresent()) {
                requireAccountOf(chart, family.get(), i);
            }
        }
    }

    private void requireAccountOf(ChartOfAccounts chart, String family, int index) {
        AccountKind kind = chart.kind(family)
                .orElseThrow(() -> mistake(
                        index,
                        "the chart does not say what \"" + family + "\" is; add the family to the chart, or use one of "
                                + chart.families()));
        PostingLine line = lines.get(index);
        boolean onlyGrows = kind == AccountKind.EXPENSE || kind == AccountKind.REVENUE;
        if (onlyGrows && line.side() != kind.normalSide() && !line.returns() && !line.turns()) {
            throw mistake(
                    index,
                    "\"" + family + "\" is " + kind + ", which grows on the other side; change the side, or say"
                            + " returns: true if it is to be taken back");
        }
    }
}
