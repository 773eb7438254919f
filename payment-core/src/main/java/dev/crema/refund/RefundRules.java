package dev.crema.refund;

import dev.crema.failure.ConfigurationException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Capture;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.rule.Condition;
import dev.crema.rule.Facts;
import dev.crema.rule.PlainData;
import dev.crema.rule.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules that say out of which account a refund is paid: asked in order, the first that applies counts; where none does,
 * it is the account that was credited. A refund that names an account itself is not asked about. Immutable. The data is
 * what a reader of YAML or JSON makes of:
 *
 * <pre>
 * - name: shops-keep-a-reserve
 *   when: {form: top-up, channel: alipay, payee: "merchant:*", currency: CNY, amount: {below: "500.00"}}
 *   from: "reserve:{payee}"            # {payee}, {payer} of a transfer, and {currency} are filled in
 * </pre>
 *
 * Conditions are those of {@link Condition} but for {@code healthy}, over what is given back: {@code form} (top-up, capture
 * or transfer), {@code channel payer payee currency}, {@code amount} of the refund and {@code time} of its request. What a
 * trade undoes is not asked about: it runs the trade's own steps backwards.
 */
public final class RefundRules {
    private static final RefundRules NONE = new RefundRules(List.of());
    private static final Words WORDS =
            Words.OF_PARTIES.and("form", "top-up", "capture", "transfer").and("channel");
    private static final Set<String> KEYS = new TreeSet<>(Set.of("name", "when", "from"));

    private final List<RefundRule> rules;

    private RefundRules(List<RefundRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No rules: a refund is paid out of the account that was credited. */
    public static RefundRules none() {
        return NONE;
    }

    /**
     * These rules behind the present ones, in their order.
     *
     * @throws ConfigurationException that names the rule, the mistake and the remedy
     */
    public RefundRules with(List<?> data) {
        List<RefundRule> all = new ArrayList<>(rules);
        for (Object rule : data) {
            RefundRule read = read("refund rule " + (all.size() + 1), rule);
            if (all.stream().anyMatch(each -> each.name().equals(read.name()))) {
                throw new ConfigurationException(
                        "refund rule " + read.name() + ": is there twice; give each its own name");
            }
            all.add(read);
        }
        return new RefundRules(all);
    }

    private static RefundRule read(String number, Object data) {
        Map<String, Object> rule = PlainData.map(number, data);
        String name = PlainData.text(number, rule, "name");
        String where = "refund rule " + name;
        PlainData.requireKeys(where, rule, KEYS);
        Map<String, Object> when =
                rule.containsKey("when") ? PlainData.map(where + ", when", rule.get("when")) : Map.of();
        Condition condition = Condition.read(where + ", when", when, WORDS);
        if (!condition.channels().isEmpty()) {
            throw new ConfigurationException(
                    where + ", when.healthy: a refund goes back the way the money came; leave it out");
        }
        String from = PlainData.text(where, rule, "from");
        RefundRule.requireAccount(where + ", from", from);
        return new RefundRule(name, condition, from);
    }

    /**
     * The account that pays the refund by the first rule that applies; empty where none does.
     *
     * @param original what is given back
     * @param amount how much of it
     * @throws dev.crema.failure.InvalidRequestException if what the rule makes of this payment is no account
     */
    public Optional<AccountId> account(Payment original, Money amount, Instant now) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> words = words(original);
        Facts facts = new Facts(words, amount, now, Set.of());
        return rules.stream()
                .filter(rule -> rule.condition().mismatch(facts).isEmpty())
                .findFirst()
                .map(rule -> rule.account(words));
    }

    private static Map<String, String> words(Payment original) {
        Map<String, String> words = new TreeMap<>();
        boolean ofTopUp = original.form() == Form.TOP_UP;
        words.put("form", original.request() instanceof Capture ? "capture" : ofTopUp ? "top-up" : "transfer");
        words.put("channel", original.channel());
        words.put("currency", original.amount().currency().code());
        original.from().ifPresent(payer -> words.put("payer", payer.path()));
        original.into().ifPresent(payee -> words.put("payee", payee.path()));
        return words;
    }
}
