package dev.crema.money;

import static dev.crema.money.Refusals.REFUSED;
import static dev.crema.money.Refusals.assertRefused;
import static dev.crema.money.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"wallet:ann", "channel:alipay-main:clearing", "fees:channel", "bank", "a", "A.b_c-9:0:-:_:."})
    void aPathOfSegmentsIsAnAccount(String path) {
        assertThat(new AccountId(path).path()).isEqualTo(path);
        assertThat(new AccountId(path)).hasToString(path);
    }

    @Test
    void theFamilyIsTheFirstSegment() {
        assertThat(new AccountId("channel:alipay-main:clearing").family()).isEqualTo("channel");
        assertThat(new AccountId("bank").family()).isEqualTo("bank");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                "::",
                ":ann",
                "wallet:",
                "wallet::ann",
                "wallet: ann",
                " wallet:ann",
                "wallet:ann ",
                "wallet:ann\n",
                "wallet:\0ann",
                "wallet:\u200bann",
                "wallet:\u202enna",
                "\ufeffwallet:ann",
                "wallet:\u0430nn",
                "\uff57allet:ann",
                "wallet:ann\u0301",
                "wallet:\u00e4nn",
                "wallet:\ud83d\ude00",
                "wallet:\ud800",
                "wallet/ann",
                "wallet;ann",
                "wallet:%",
                "wallet:*",
                "wallet\\ann",
                "wallet:ann\u007f",
                "wallet:\u00ad"
            })
    void A10_aPathThatIsOddIsRefused(String path) {
        assertRefused("account", () -> new AccountId(path));
    }

    @Test
    void A10_aMissingPathIsRefused() {
        assertRefused("account", () -> new AccountId("")).contains("missing", "wallet:ann");
        assertRefused("account", () -> new AccountId(null)).contains("missing");
    }

    @Test
    void A10_aPathHasAtMost128Characters() {
        assertThat(new AccountId("a".repeat(128)).path()).hasSize(128);
        assertThat(new AccountId("a:".repeat(63) + "aa").path()).hasSize(128);
        assertRefused("account", () -> new AccountId("a".repeat(129))).contains("128");
        assertRefused("account", () -> new AccountId("a:".repeat(500_000) + "a"));
    }

    @Test
    void A10_ofAllCharactersOnlyTheListedOnesMakeASegment() {
        StringBuilder alone = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String character = String.valueOf((char) c);
            if (outcome(() -> new AccountId(character)).equals(character)) {
                alone.append(character);
            }
            if (!outcome(() -> new AccountId("wallet:a" + character)).equals(REFUSED)) {
                after.append(character);
            }
        }
        String listed = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
        assertThat(alone).hasToString(listed);
        assertThat(after).hasToString(listed);
    }

    @Test
    void A10_pathsAreComparedByteForByte() {
        assertThat(new AccountId("wallet:ann"))
                .isEqualTo(new AccountId("wallet:ann"))
                .isNotEqualTo(new AccountId("wallet:Ann"));
        assertThat(Stream.of("b", "a:b", "a.b", "a", "A", "a-b")
                        .map(AccountId::new)
                        .sorted())
                .map(AccountId::path)
                .containsExactly("A", "a", "a-b", "a.b", "a:b", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wallet:ann'; drop table account; --",
                "wallet:ann' or '1'='1",
                "wallet:ann\" --",
                "wallet:ann`",
                "wallet:(select)",
                "wallet:ann/**/",
                "wallet:ann\\'",
                "wallet:?",
                "wallet::name",
                "wallet:${x}",
                "wallet:#{x}",
                "wallet:ann=1",
                "wallet:a,b"
            })
    void A27_noPathCarriesWhatSqlWouldRead(String path) {
        assertRefused("account", () -> new AccountId(path));
    }
}
