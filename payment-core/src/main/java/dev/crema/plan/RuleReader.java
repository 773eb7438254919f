package dev.crema.plan;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.PaymentException;
import dev.crema.money.AccountId;
import dev.crema.plan.DataRule.PartyShare;
import dev.crema.rule.Condition;
import dev.crema.rule.PlainData;
import dev.crema.rule.Words;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plan rules and recipes out of plain maps and lists, checked as they are read. */
final class RuleReader {
    /** What conditions of plan rules may ask for. */
    private static final Words WORDS = Words.OF_CHECKOUTS
            .and("coupon")
            .and("orders", "one", "several")
            .and("tenders", "wallet", "channel", "split", "channels")
            .and("shares", "none", "some");

    private static final Set<String> RULE_KEYS =
            new TreeSet<>(Set.of("name", "when", "recipe", "steps", "shares", "confirm-within", "unconfirmed"));
    private static final Set<String> STEP_KEYS =
            new TreeSet<>(Set.of("hold", "top-up", "authorize", "capture", "transfer", "into", "per", "amount", "on"));
    private static final Set<String> SHARE_KEYS = new TreeSet<>(Set.of("to", "basis-points"));

    private RuleReader() {}

    /**
     * Reads a rule.
     *
     * @param number what to call it in messages as long as its name is not known
     */
    static DataRule rule(String number, Object data, Map<String, Recipe> recipes) {
        Map<String, Object> rule = PlainData.map(number, data);
        String name = PlainData.text(number, rule, "name");
        String where = "plan rule " + name;
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new ConfigurationException(where + ": the name is not 1 to 64 letters, digits and . _ -");
        }
        PlainData.requireKeys(where, rule, RULE_KEYS);
        Condition condition = rule.containsKey("when")
                ? Condition.read(where + ", when", PlainData.map(where + ", when", rule.get("when")), WORDS)
                : Condition.read(where, Map.of(), WORDS);
        Recipe recipe = recipe(where, name, rule, recipes);
        Optional<Duration> confirmWithin = time(where, rule);
        if (confirmWithin.isPresent() && !recipe.isConfirmed()) {
            throw new ConfigurationException(
                    where + ": confirm-within, but recipe " + recipe.name() + " has no step on confirmation");
        }
        if (rule.containsKey("unconfirmed") && confirmWithin.isEmpty()) {
            throw new ConfigurationException(where + ": unconfirmed, but no confirm-within after which it would count");
        }
        DataRule read =
                new DataRule(name, condition, recipe, shares(where, rule), confirmWithin, unconfirmed(where, rule));
        Samples.requirePaid(where, read);
        return read;
    }

    private static Recipe recipe(String where, String name, Map<String, Object> rule, Map<String, Recipe> recipes) {
        if (rule.containsKey("recipe") == rule.containsKey("steps")) {
            throw new ConfigurationException(where + ": give recipe or steps, and not both");
        }
        if (rule.containsKey("steps")) {
            return recipe(where, name, PlainData.list(where + ", steps", rule.get("steps")));
        }
        String wanted = PlainData.text(where, rule, "recipe");
        return Optional.ofNullable(recipes.get(wanted))
                .orElseThrow(() -> new ConfigurationException(where + ": there is no recipe " + wanted + "; use one of "
                        + new TreeSet<>(recipes.keySet()) + ", or write steps"));
    }

    static Recipe recipe(String where, String name, List<?> data) {
        List<RecipeLine> lines = new ArrayList<>();
        for (Object line : data) {
            String here = where + ", step " + (lines.size() + 1);
            lines.add(line(here, PlainData.map(here, line)));
        }
        if (lines.isEmpty()) {
            throw new ConfigurationException(where + ": has no steps; write at least one");
        }
        requireCaptured(where, lines, Step.Action.HOLD, RecipeLine.Per.WALLET);
        requireCaptured(where, lines, Step.Action.AUTHORIZE, RecipeLine.Per.CHANNEL);
        return new Recipe(name, lines);
    }

    /** What is set aside is captured afterwards, and nothing else is. */
    private static void requireCaptured(
            String where, List<RecipeLine> lines, Step.Action setsAside, RecipeLine.Per per) {
        int open = 0;
        for (RecipeLine line : lines) {
            open += line.action() == setsAside ? 1 : 0;
            open -= line.action() == Step.Action.CAPTURE && line.per() == per ? 1 : 0;
            if (open < 0) {
                break;
            }
        }
        if (open != 0) {
            String capture = "capture: " + RecipeLine.name(per);
            throw new ConfigurationException(where + ": "
                    + (open < 0
                            ? capture + " without a " + RecipeLine.name(setsAside) + " before it"
                            : RecipeLine.name(setsAside) + " without a " + capture + " after it")
                    + "; give both, each once");
        }
    }

    private static RecipeLine line(String where, Map<String, Object> data) {
        PlainData.requireKeys(where, data, STEP_KEYS);
        List<Step.Action> actions = Arrays.stream(Step.Action.values())
                .filter(action -> data.containsKey(RecipeLine.name(action)))
                .toList();
        if (actions.size() != 1) {
            throw new ConfigurationException(where + ": give one of hold, top-up, authorize, capture and transfer");
        }
        Step.Action action = actions.get(0);
        String subject = PlainData.text(where, data, RecipeLine.name(action));
        boolean fromIsSubject = action == Step.Action.HOLD || action == Step.Action.TRANSFER;
        Optional<String> into =
                data.containsKey("into") ? Optional.of(PlainData.text(where, data, "into")) : Optional.<String>empty();
        Optional<String> credited =
                action == Step.Action.TOP_UP || action == Step.Action.AUTHORIZE ? Optional.of(subject) : into;
        try {
            return new RecipeLine(
                    action,
                    per(where, data, action, subject),
                    Optional.of(subject).filter(any -> fromIsSubject),
                    credited,
                    one(where, data, "amount", RecipeLine.Part.class, RecipeLine.Part.WHOLE),
                    phase(where, data));
        } catch (ConfigurationException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(where)
                    ? e
                    : new ConfigurationException(where + ": " + e.getMessage(), e);
        }
    }

    private static RecipeLine.Per per(String where, Map<String, Object> data, Step.Action action, String subject) {
        return switch (action) {
            case TOP_UP, AUTHORIZE -> one(where, data, "per", RecipeLine.Per.class, RecipeLine.Per.CHANNEL);
            case HOLD -> one(where, data, "per", RecipeLine.Per.class, RecipeLine.Per.WALLET);
            case CAPTURE -> one(where, Map.of("capture", subject), "capture", RecipeLine.Per.class, null);
            case TRANSFER -> one(where, data, "per", RecipeLine.Per.class, null);
        };
    }

    private static Step.Phase phase(String where, Map<String, Object> data) {
        if (!data.containsKey("on")) {
            return Step.Phase.PAY;
        }
        if (!PlainData.text(where, data, "on").equals("confirmation")) {
            throw new ConfigurationException(
                    where + ": on: " + data.get("on") + " is not known; write on: confirmation");
        }
        return Step.Phase.CONFIRM;
    }

    private static <E extends Enum<E>> E one(
            String where, Map<String, ?> data, String key, Class<E> type, @Nullable E otherwise) {
        if (!data.containsKey(key) && otherwise != null) {
            return otherwise;
        }
        List<String> known =
                Arrays.stream(type.getEnumConstants()).map(RecipeLine::name).toList();
        String written = data.containsKey(key) ? PlainData.text(where, data, key) : "";
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> RecipeLine.name(value).equals(written))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        where + ": " + key + ": \"" + written + "\" is not known; use one of " + known));
    }

    private static List<PartyShare> shares(String where, Map<String, Object> rule) {
        List<PartyShare> shares = new ArrayList<>();
        int sum = 0;
        for (Object each : rule.containsKey("shares") ? PlainData.list(where, rule.get("shares")) : List.of()) {
            String here = where + ", share " + (shares.size() + 1);
            Map<String, Object> share = PlainData.map(here, each);
            PlainData.requireKeys(here, share, SHARE_KEYS);
            String points = String.valueOf(share.get("basis-points"));
            if (!points.matches("[1-9][0-9]{0,4}") || Integer.parseInt(points) > 10_000) {
                throw new ConfigurationException(here + ": basis-points: " + points + "; give 1 to 10000");
            }
            sum += Integer.parseInt(points);
            try {
                shares.add(new PartyShare(new AccountId(PlainData.text(here, share, "to")), Integer.parseInt(points)));
            } catch (PaymentException e) {
                throw new ConfigurationException(here + ": " + e.getMessage(), e);
            }
        }
        if (sum > 10_000) {
            throw new ConfigurationException(
                    where + ": the shares are " + sum + " basis points together; give up to 10000");
        }
        return List.copyOf(shares);
    }

    private static Optional<Duration> time(String where, Map<String, Object> rule) {
        if (!rule.containsKey("confirm-within")) {
            return Optional.empty();
        }
        String written = PlainData.text(where, rule, "confirm-within");
        try {
            Duration time = Duration.parse(written);
            if (time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(Duration.ofDays(300)) <= 0) {
                return Optional.of(time);
            }
        } catch (DateTimeException e) {
            throw new ConfigurationException(
                    where + ": confirm-within: \"" + written + "\" is no time; write P10D for ten days", e);
        }
        throw new ConfigurationException(where + ": confirm-within: " + written + " is outside of PT1S to P300D");
    }

    private static Plan.Unconfirmed unconfirmed(String where, Map<String, Object> rule) {
        return one(where, rule, "unconfirmed", Plan.Unconfirmed.class, Plan.Unconfirmed.CONFIRM);
    }
}
