package dev.crema.ledger.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rules made by chance, some of them mended so that they balance, are loaded and compared with an oracle that knows no
 * symbols: it puts large random numbers in place of the names and adds. {@code -Dcrema.seed=...} runs a printed seed
 * again.
 */
class PostingRulesRandomTest {
    private static final int RULES = 5_000;
    private static final PostingEvent EVENT = PostingEvent.named("test.random")
            .amounts("a", "b")
            .signedAmounts("c")
            .splitting()
            .where("d", "a - b")
            .where("e", "a + b - parts");
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "parts");
    private static final PostingRules RULES_BEFORE = PostingRules.none().declaring(EVENT);

    private Random random = new Random();

    @Test
    void A06_whatIsAcceptedAlwaysBalancesAndWhatDoesNotIsRefused() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("PostingRulesRandomTest: -Dcrema.seed=" + seed);
        random = new Random(seed);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < RULES; i++) {
            List<Map<String, String>> lines = lines();
            boolean balances = surplus(lines, numbers()) == 0;
            try {
                PostingRules rules =
                        RULES_BEFORE.with(ChartOfAccounts.standard(), Map.of("test", Map.of("random", lines)));
                assertThat(balances)
                        .as("accepted with seed %d: %s", seed, lines)
                        .isTrue();
                accepted += applied(rules, lines);
            } catch (ConfigurationException e) {
                if (String.valueOf(e.getMessage()).contains("does not balance")) {
                    assertThat(balances)
                            .as("refused with seed %d: %s", seed, lines)
                            .isFalse();
                    refused++;
                }
            }
        }
        assertThat(accepted).isGreaterThan(RULES / 10);
        assertThat(refused).isGreaterThan(RULES / 10);
    }

    /** Some lines by chance, and half of the time what they lack, so that they balance. */
    private List<Map<String, String>> lines() {
        List<Map<String, String>> lines = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            lines.add(line(i));
        }
        if (random.nextBoolean()) {
            lines.add(Map.of("credit", "merchant:rest", "amount", lacking(lines), "turns", "true"));
        }
        return lines;
    }

    private Map<String, String> line(int number) {
        Map<String, String> line = new LinkedHashMap<>();
        boolean leg = random.nextInt(5) == 0;
        line.put(random.nextBoolean() ? "debit" : "credit", leg ? "{party}" : "wallet:" + number);
        line.put("amount", leg ? "part" : sum());
        if (leg) {
            line.put("per", "leg");
        }
        line.put("turns", "true");
        return line;
    }

    private String sum() {
        StringBuilder sum = new StringBuilder(name());
        for (int i = random.nextInt(3); i > 0; i--) {
            sum.append(random.nextBoolean() ? " + " : " - ").append(name());
        }
        return sum.toString();
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** All debits less all credits, as they are written. */
    private static String lacking(List<Map<String, String>> lines) {
        StringBuilder all = new StringBuilder();
        for (Map<String, String> line : lines) {
            String sign = line.containsKey("debit") ? "+" : "-";
            for (String term : terms(line)) {
                boolean minus = term.startsWith("-") != sign.equals("-");
                all.append(minus ? " - " : " + ").append(term.substring(1).replaceAll("^part$", "parts"));
            }
        }
        return all.toString().strip();
    }

    /** The names in a line's amount, each with its sign. */
    private static List<String> terms(Map<String, String> line) {
        List<String> terms = new ArrayList<>();
        String sign = "+";
        for (String token : line.getOrDefault("amount", "").split(" ", -1)) {
            if (token.equals("+") || token.equals("-")) {
                sign = token;
            } else {
                terms.add(sign + token);
                sign = "+";
            }
        }
        return terms;
    }

    private static long surplus(List<Map<String, String>> lines, Map<String, Long> numbers) {
        long surplus = 0;
        for (Map<String, String> line : lines) {
            for (String term : terms(line)) {
                boolean minus = term.startsWith("-") != line.containsKey("credit");
                surplus += (minus ? -1 : 1) * numbers.getOrDefault(term.substring(1), 0L);
            }
        }
        return surplus;
    }

    private Map<String, Long> numbers() {
        Map<String, Long> numbers = new HashMap<>();
        for (String given : List.of("a", "b", "c", "parts")) {
            numbers.put(given, random.nextLong(1, 1L << 40));
        }
        numbers.put("part", number(numbers, "parts"));
        numbers.put("d", number(numbers, "a") - number(numbers, "b"));
        numbers.put("e", number(numbers, "a") + number(numbers, "b") - number(numbers, "parts"));
        return numbers;
    }

    private static long number(Map<String, Long> numbers, String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /** Small amounts, so that many are nothing and many turn; the journal itself is refused if it does not balance. */
    private int applied(PostingRules rules, List<Map<String, String>> written) {
        for (int i = 0; i < 5; i++) {
            Occurrence occurrence = Occurrence.of(EVENT)
                    .amount("a", cents(random.nextInt(4)))
                    .amount("b", cents(random.nextInt(4)))
                    .amount("c", cents(random.nextInt(7) - 3));
            for (int leg = random.nextInt(4); leg > 0; leg--) {
                occurrence = occurrence.leg(new AccountId("merchant:leg-" + leg), cents(random.nextInt(3)));
            }
            assertBalanced(rules, occurrence, written);
        }
        return 1;
    }

    private static void assertBalanced(PostingRules rules, Occurrence occurrence, List<Map<String, String>> written) {
        try {
            long sum = rules.journal(new Reference("j-1"), occurrence).stream()
                    .flatMap(journal -> journal.lines().stream())
                    .mapToLong(Line::signedMinor)
                    .sum();
            assertThat(sum).as("%s of %s", written, occurrence).isZero();
        } catch (InvalidRequestException e) {
            // One party may end on both sides by chance; that a journal does not balance is never the reason.
            assertThat(e).as("%s of %s", written, occurrence).hasMessageContaining("is debited and credited");
        }
    }

    private static Money cents(long minor) {
        return Money.ofMinor("CNY", minor);
    }
}
