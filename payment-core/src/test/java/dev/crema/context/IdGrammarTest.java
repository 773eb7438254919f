package dev.crema.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crema.failure.InvalidRequestException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ids that travel have in common; run for each of them. */
@ParameterizedClass
@MethodSource("ids")
class IdGrammarTest {
    record Id(String field, int longest, Function<String, Object> make, Function<Object, String> text) {
        @Override
        public String toString() {
            return field;
        }
    }

    static Stream<Id> ids() {
        return Stream.of(
                new Id("reference", 64, Reference::new, id -> ((Reference) id).value()),
                new Id("scope", 32, Scope::new, id -> ((Scope) id).name()));
    }

    @Parameter
    Id id;

    private void assertRefused(String value, String... hints) {
        InvalidRequestException refusal = catchThrowableOfType(
                InvalidRequestException.class, () -> id.make().apply(value));
        assertThat(refusal).as("a refusal of the %s", id).isNotNull();
        assertThat(refusal.field()).isEqualTo(id.field());
        assertThat(refusal.getMessage())
                .startsWith(id.field() + ": ")
                .matches("[ -~]{1,200}")
                .contains(hints);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "order-1001", "ORDER_1001", "2026.11.22:0001", "-", ".", ":", "0", "null"})
    void whatIsInTheGrammarIsKeptAsItIs(String value) {
        assertThat(id.text().apply(id.make().apply(value))).isEqualTo(value);
        assertThat(id.make().apply(value)).hasToString(value);
    }

    @Test
    void A10_aMissingIdIsRefused() {
        assertRefused("", "missing", String.valueOf(id.longest()));
        assertRefused(null, "missing");
    }

    @Test
    void A10_anIdThatIsTooLongIsRefusedWithoutBeingRead() {
        assertThat(id.text().apply(id.make().apply("x".repeat(id.longest())))).hasSize(id.longest());
        assertRefused("x".repeat(id.longest() + 1), String.valueOf(id.longest()), String.valueOf(id.longest() + 1));
        assertRefused("\0".repeat(1_000_000), "1000000");
    }

    @Test
    void A10_ofAllCharactersOnlyTheListedOnesPass() {
        String listed = "-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
        assertThat(accepted("", "")).isEqualTo(listed);
        assertThat(accepted("a", "b")).isEqualTo(listed);
    }

    private String accepted(String before, String after) {
        StringBuilder accepted = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (passes(before + (char) c + after)) {
                accepted.append((char) c);
            }
        }
        return accepted.toString();
    }

    private boolean passes(String value) {
        try {
            return id.text().apply(id.make().apply(value)).equals(value);
        } catch (InvalidRequestException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " order",
                "order ",
                "or der",
                "order\n",
                "order\0",
                "order\u007f",
                "order\u0085",
                "order\u200b",
                "or\u00adder",
                "\ufefforder",
                "order\u202e",
                "\u043erder",
                "\uff4frder",
                "o\u0308rder",
                "\u00f6rder",
                "order\ud83d\ude00",
                "order\ud800"
            })
    void A10_controlsInvisiblesAndLookAlikesAreRefused(String value) {
        assertRefused(value, "U+", "allowed");
    }

    @Test
    void A10_theRefusalSaysWhichCharacterAndWhere() {
        assertRefused("or\u00adder", "U+00AD at position 3");
    }

    @Test
    void A10_idsAreComparedByteForByte() {
        Set<Object> distinct = new HashSet<>();
        for (String value : List.of("order", "Order", "ORDER", "order.", "order-", "order_", "order:")) {
            distinct.add(id.make().apply(value));
        }
        assertThat(distinct).hasSize(7);
        assertThat(id.make().apply("order")).isEqualTo(id.make().apply("order"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x'; drop table a; --",
                "x' or '1'='1",
                "x\"",
                "x`",
                "x--\n",
                "x/*",
                "x;",
                "x%",
                "x\\",
                "x?",
                "x=1",
                "(x)",
                "x,y",
                "${x}",
                "#{x}",
                "@x",
                "x|y",
                "x*",
                "[x]",
                "<x>"
            })
    void A27_noIdCarriesWhatSqlWouldRead(String value) {
        assertRefused(value, "U+");
    }
}
