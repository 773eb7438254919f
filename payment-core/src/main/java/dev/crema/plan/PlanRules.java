package dev.crema.plan;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.plan.PlanExplanation.Considered;
import dev.crema.rule.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules by which purchases get their plans: asked in order, and the first that applies makes the plan. Begin with
 * {@link #standard()} and put your own in front. Immutable.
 *
 * <p>The data is what a reader of YAML or JSON makes of:
 *
 * <pre>
 * - name: auction
 *   when: {type: auction, currency: CNY, amount: {from: "100.00"}}
 *   recipe: escrow                # wallet, split, merged, escrow, authorize, or one of your own
 *   confirm-within: P10D          # how long it waits for the confirmation,
 *   unconfirmed: confirm          # and what happens then: confirm or undo
 *   shares:
 *     - {to: "revenue:platform:CNY", basis-points: "250"}
 * - name: deposit
 *   when: {scene: rental}
 *   steps:
 *     - {hold: "{payer}", into: "{payee}"}          # for each tender out of an account
 *     - {authorize: "{payee}"}                      # for each tender through a channel
 *     - {capture: wallet, on: confirmation}
 *     - {capture: channel, on: confirmation}
 * </pre>
 *
 * Steps are {@code hold}, {@code top-up}, {@code authorize}, {@code capture} and {@code transfer}; a transfer says {@code
 * per: wallet}, {@code order} or {@code share}, and may move the {@code rest} of an order that its shares leave. Accounts
 * are paths with {@code {payer} {payee} {escrow} {party} {currency}}. Conditions are those of {@link
 * dev.crema.rule.Condition}, over {@code type payer payee currency country scene coupon} and {@code orders} (one,
 * several), {@code tenders} (wallet, channel, split, channels) and {@code shares} (none, some).
 */
public final class PlanRules {
    private static final PlanRules STANDARD = StandardPlans.read();

    private final List<PlanRule> rules;
    private final Map<String, Recipe> recipes;

    private PlanRules(List<PlanRule> rules, Map<String, Recipe> recipes) {
        this.rules = List.copyOf(rules);
        this.recipes = Map.copyOf(recipes);
    }

    /** The plans of this library for wallets, channels, both together, several orders, escrow and authorization. */
    public static PlanRules standard() {
        return STANDARD;
    }

    static PlanRules none() {
        return new PlanRules(List.of(), Map.of());
    }

    /**
     * These rules in front of the present ones, in their order.
     *
     * @throws ConfigurationException that names the rule, the mistake and the remedy; also for one that can never work,
     *     since its condition can not be fulfilled, or since its steps pay no kind of purchase exactly
     */
    public PlanRules with(List<?> data) {
        List<PlanRule> read = new ArrayList<>();
        for (Object rule : data) {
            read.add(RuleReader.rule("plan rule " + (read.size() + 1), rule, recipes));
        }
        return inFront(read);
    }

    /** A rule in code, in front of the present ones. */
    public PlanRules with(PlanRule rule) {
        return inFront(List.of(rule));
    }

    private PlanRules inFront(List<? extends PlanRule> more) {
        List<PlanRule> all = new ArrayList<>(more);
        all.addAll(rules);
        Set<String> names = new TreeSet<>();
        for (PlanRule rule : all) {
            if (!names.add(rule.name())) {
                throw new ConfigurationException(
                        "plan rule " + rule.name() + ": is there twice; give each its own name");
            }
        }
        return new PlanRules(all, recipes);
    }

    /** The channels whose health rules ask for, by the rule; of rules in code nothing is known. */
    public Map<String, Set<String>> channels() {
        Map<String, Set<String>> named = new TreeMap<>();
        for (PlanRule rule : rules) {
            if (rule instanceof DataRule written) {
                named.put(written.name(), written.condition().channels());
            }
        }
        return named;
    }

    /** The same, knowing a recipe that rules may name. */
    PlanRules knowing(String name, List<?> steps) {
        Map<String, Recipe> more = new TreeMap<>(recipes);
        more.put(name, RuleReader.recipe("recipe " + name, name, steps));
        return new PlanRules(rules, more);
    }

    /** The plan for a purchase; as {@link #explain}. */
    public Plan plan(Purchase purchase, AccountId between, Instant now, Set<String> unhealthy) {
        return explain(purchase, between, now, unhealthy).plan();
    }

    /**
     * The plan for a purchase, and which rules were asked for it.
     *
     * @param between the account where money may wait between payer and payees
     * @param unhealthy the channels that do badly at the moment
     * @throws InvalidRequestException if no rule applies, or the one that does fits no such purchase
     */
    public PlanExplanation explain(Purchase purchase, AccountId between, Instant now, Set<String> unhealthy) {
        Facts facts = facts(purchase, now, unhealthy);
        List<Considered> considered = new ArrayList<>();
        for (PlanRule rule : rules) {
            Considered asked = new Considered(rule.name(), rule.mismatch(purchase, facts));
            considered.add(asked);
            if (asked.mismatch().isEmpty()) {
                String why = "rule " + rule.name() + ", number " + considered.size() + " of " + rules.size();
                return new PlanExplanation(considered, rule.plan(purchase, between, why), Map.of());
            }
        }
        throw new InvalidRequestException("type", "no plan rule applies to this purchase: " + considered);
    }

    private static Facts facts(Purchase purchase, Instant now, Set<String> unhealthy) {
        List<Tender> tenders = purchase.shared();
        long channels = tenders.stream()
                .filter(tender -> tender.kind() == Tender.Kind.CHANNEL)
                .count();
        String how =
                channels > 1 ? "channels" : channels == tenders.size() ? "channel" : channels == 1 ? "split" : "wallet";
        Map<String, String> words = new TreeMap<>(purchase.facts());
        words.put("type", purchase.type());
        words.put("payer", purchase.payer().path());
        words.put("payee", purchase.orders().get(0).payee().path());
        words.put("currency", purchase.total().currency().code());
        words.put("orders", purchase.orders().size() == 1 ? "one" : "several");
        words.put("tenders", how);
        words.put("shares", purchase.shares().isEmpty() ? "none" : "some");
        return new Facts(words, purchase.total(), now, unhealthy);
    }
}
