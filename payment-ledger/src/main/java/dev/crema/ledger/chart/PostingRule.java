package dev.crema.ledger.chart;

import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.account.Side;
import java.util.List;

/**
 * What is booked when something happens. A rule that exists balances, whatever its amounts will be: debits less credits
 * are reckoned in names, not in numbers, and must leave nothing.
 *
 * @param event when it applies
 * @param lines what is booked; none where nothing is
 */
public record PostingRule(PostingEvent event, List<PostingLine> lines) {
    /**
     * Refuses a rule that would not balance or can not be understood.
     *
     * @throws ConfigurationException that names the rule, the line, the mistake and the remedy
     */
    public PostingRule {
        lines = List.copyOf(lines);
        new RuleCheck(event, lines).requireSound();
    }

    /**
     * Refuses accounts that the chart does not have, and lines that would take back income or expense without saying so,
     * which mostly are on the wrong side.
     */
    void requireAccountsOf(ChartOfAccounts chart) {
        new RuleCheck(event, lines).requireAccountsOf(chart);
    }

    /** What the rule debits less what it credits in one account, in what is given. */
    AmountExpression taken(AccountTemplate account) {
        List<PostingLine> there =
                lines.stream().filter(line -> line.account().equals(account)).toList();
        return side(event, there, Side.DEBIT).minus(side(event, there, Side.CREDIT));
    }

    /** What lines of one side are together, in what is given. */
    static AmountExpression side(PostingEvent event, List<PostingLine> lines, Side side) {
        return lines.stream()
                .filter(line -> line.side() == side)
                .map(line -> line.reckoned(event))
                .reduce(AmountExpression.NOTHING, (sum, amount) -> sum.plus(amount, 1));
    }
}
