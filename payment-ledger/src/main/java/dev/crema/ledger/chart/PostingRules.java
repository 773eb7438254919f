package dev.crema.ledger.chart;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.Line;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is booked when something happens to money (资金核算): one rule for each event, checked when it is loaded. Begin
 * with {@link #standard()} and replace what differs; {@link #describe()} prints the rules for people. Immutable.
 *
 * <pre>{@code
 * PostingRules rules = PostingRules.standard().with(chart, Map.of("fee", Map.of("charged", List.of(
 *     Map.of("debit", "{from}", "amount", "amount"),
 *     Map.of("credit", "revenue:service:{currency}", "amount", "amount")))));
 * ledger.post(rules.journal(reference, occurrence).orElseThrow());
 * }</pre>
 */
public final class PostingRules {
    private static final PostingRules STANDARD = StandardRules.read();

    private final Map<String, PostingEvent> events;
    private final Map<String, PostingRule> rules;

    private PostingRules(Map<String, PostingEvent> events, Map<String, PostingRule> rules) {
        this.events = Collections.unmodifiableMap(events);
        this.rules = Collections.unmodifiableMap(rules);
    }

    /** The rules of this library for each of {@link StandardEvents}, for {@link ChartOfAccounts#standard()}. */
    public static PostingRules standard() {
        return STANDARD;
    }

    /** No rules; the standard events are known. Whoever begins here keeps none of the standard rules unseen. */
    public static PostingRules none() {
        return new PostingRules(Map.of(), Map.of()).declaring(StandardEvents.ALL);
    }

    /** The same, knowing events of the host's own, for which {@link #with} takes rules. */
    public PostingRules declaring(PostingEvent... own) {
        return declaring(List.of(own));
    }

    private PostingRules declaring(Collection<PostingEvent> own) {
        Map<String, PostingEvent> more = new LinkedHashMap<>(events);
        for (PostingEvent event : own) {
            PostingEvent known = more.putIfAbsent(event.name(), event);
            if (known != null && !known.equals(event)) {
                throw new ConfigurationException(
                        "event " + event + " is declared already and differs; give yours another name");
            }
        }
        return new PostingRules(more, rules);
    }

    /**
     * The same, with these rules in place of those for the same events; all others stay. The data is what a reader of
     * YAML or JSON makes of:
     *
     * <pre>
     * top-up:
     *   succeeded:
     *     - {debit: "channel:{channel}:clearing:{currency}", amount: net}
     *     - {debit: "fees:channel:{currency}", amount: fee}
     *     - {credit: "{into}", amount: gross}
     * split:
     *   made:
     *     - {debit: "{from}", amount: total}
     *     - {credit: "{party}", amount: part, per: leg}
     *     - {credit: "{remainder}", amount: rest}
     * </pre>
     *
     * A line may also say {@code turns: true} and {@code returns: true}, see {@link PostingLine}. An empty list books
     * nothing.
     *
     * @param chart must have the family of every account that a rule names; checked for all rules
     * @throws ConfigurationException that names the rule, the line, the mistake and the remedy
     */
    public PostingRules with(ChartOfAccounts chart, Map<String, ?> data) {
        return with(chart, RuleReader.read(data, events));
    }

    /** The same, with rules that were made in code; otherwise as {@link #with(ChartOfAccounts, Map)}. */
    public PostingRules with(ChartOfAccounts chart, PostingRule... rules) {
        return with(chart, List.of(rules));
    }

    private PostingRules with(ChartOfAccounts chart, List<PostingRule> changed) {
        Map<String, PostingRule> all = new LinkedHashMap<>(rules);
        changed.forEach(rule -> all.put(rule.event().name(), rule));
        PostingRules loaded = declaring(changed.stream().map(PostingRule::event).toList());
        PostingRules made = new PostingRules(loaded.events, all);
        made.requireUndone("withdrawal");
        made.requireUndone("refund");
        return made.checkedWith(chart);
    }

    /** What was booked until a payment failed must be undone when it fails, account by account. */
    private void requireUndone(String form) {
        List<PostingRule> life = List.of("held", "sent", "failed").stream()
                .flatMap(moment -> rule(form + "." + moment).stream())
                .toList();
        for (PostingRule rule : life) {
            for (PostingLine line : rule.lines()) {
                AmountExpression left = life.stream()
                        .map(each -> each.taken(line.account()))
                        .reduce(AmountExpression.NOTHING, (sum, taken) -> sum.plus(taken, 1));
                if (!left.isZero()) {
                    throw new ConfigurationException("rule " + form + ".failed: a " + form + " that was held, sent and"
                            + " has failed leaves " + left + " in " + line.account() + " as a debit; let "
                            + form + ".failed book it back");
                }
            }
        }
    }

    /**
     * These rules, if the chart has all accounts that they name.
     *
     * @throws ConfigurationException that names the rule, the line, the mistake and the remedy
     */
    public PostingRules checkedWith(ChartOfAccounts chart) {
        rules.values().forEach(rule -> rule.requireAccountsOf(chart));
        return this;
    }

    /** The rule for the event of this name. */
    public Optional<PostingRule> rule(String event) {
        return Optional.ofNullable(rules.get(event));
    }

    /**
     * What is to be posted for this occurrence. Lines of nothing are left out.
     *
     * @param reference the journal's own; derive it from what happened, so that it is booked once
     * @return empty if the rule books nothing, or nothing of these amounts
     * @throws ConfigurationException if there is no rule for the event
     * @throws InvalidRequestException if something is missing of the occurrence, if amounts are in several currencies, if
     *     a line would be negative that must not be, or if money would move to where it is
     * @throws AmountExceededException if an amount is more than can be counted
     */
    public Optional<Journal> journal(Reference reference, Occurrence occurrence) {
        return draft(reference, occurrence).map(Journal.Draft::balanced);
    }

    /** The same, to be given an effective day or notes before it is {@link Journal.Draft#balanced}. */
    public Optional<Journal.Draft> draft(Reference reference, Occurrence occurrence) {
        PostingRule rule = rule(occurrence.event().name())
                .filter(found -> found.event().equals(occurrence.event()))
                .orElseThrow(() -> new ConfigurationException("rule " + occurrence.event()
                        + ": there is none for this event as it is declared; load one, see PostingRules.with"));
        Journal.Draft draft = Journal.of(reference).kind(rule.event().kind()).describedAs(occurrence.description());
        List<Line> lines = Posting.lines(rule, occurrence);
        for (Line line : lines) {
            if (line.side() == Side.DEBIT) {
                draft.debit(line.account(), line.amount());
            } else {
                draft.credit(line.account(), line.amount());
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(draft);
    }

    /** The rules as a table that can be read aloud. */
    public String describe() {
        return RuleTable.of(rules.values());
    }

    /** The same as {@link #describe()}. */
    @Override
    public String toString() {
        return describe();
    }
}
