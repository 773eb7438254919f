package dev.crema.money;

import static dev.crema.money.Refusals.REFUSED;
import static dev.crema.money.Refusals.assertRefused;
import static dev.crema.money.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyTest {
    /** Stored amounts presuppose these; a runtime that thinks otherwise must be noticed before it is used. */
    @ParameterizedTest
    @CsvSource({
        "0, BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        "2, AED AUD BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR MGA MOP MRU MXN MYR NOK NZD PHP PKR PLN "
                + "RON RUB SAR SEK SGD THB TRY TWD UAH USD ZAR",
        "3, BHD IQD JOD KWD LYD OMR TND",
        "4, CLF"
    })
    void theDecimalsAreThoseOfTheStandard(int decimals, String codes) {
        assertThat(codes.split(" ")).allSatisfy(code -> {
            assertThat(Currency.of(code).code()).isEqualTo(code);
            assertThat(Currency.of(code).decimals()).isEqualTo(decimals);
        });
    }

    @ParameterizedTest
    @CsvSource({"BEANS/0, 0", "MILES/2, 2", "GOLD/8, 8", "ABCDEFGHIJKL/3, 3", "P2P4/1, 1", "A000/0, 0"})
    void anOwnUnitSaysItsDecimalsInItsCode(String code, int decimals) {
        assertThat(Currency.of(code).code()).isEqualTo(code);
        assertThat(Currency.of(code).decimals()).isEqualTo(decimals);
        assertThat(code.length()).isLessThanOrEqualTo(Currency.LONGEST_CODE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAU", "XAG", "XPT", "XPD", "XXX", "XTS", "XDR"})
    void whatTheStandardGivesNoMinorUnitIsRefusedWithThatReason(String code) {
        assertRefused("currency", () -> Currency.of(code)).contains(code, "no minor unit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ABC",
                "cny",
                "Cny",
                "CN",
                "CNYY",
                "156",
                "RMB",
                " CNY",
                "CNY ",
                "CNY\n",
                "CNY\0",
                "¥",
                "US$",
                "ＣＮＹ",
                "СNY",
                "USDT",
                "CNY/2",
                "EUR/0",
                "BEANS",
                "BEANS/",
                "BEANS/9",
                "BEANS/-1",
                "BEANS/00",
                "BEANS/10",
                "BEANS/٢",
                "beans/0",
                "BEA/0",
                "1BEANS/0",
                "BEANS//0",
                "BEANS/0 ",
                " BEANS/0",
                "BE ANS/0",
                "BE-ANS/0",
                "ABCDEFGHIJKLM/0",
                "BEANS/0/0",
                "ΒEANS/0",
                "ıSK",
                "NULL",
                "null",
                "' or 1=1 --"
            })
    void A05_aCodeThatIsNoCurrencyIsRefusedByName(String code) {
        assertRefused("currency", () -> Currency.of(code)).contains("CNY", "BEANS/0");
        assertRefused("currency", () -> Money.of(code, "1"));
        assertRefused("currency", () -> Money.ofMinor(code, 1));
    }

    @Test
    void A05_theRefusalQuotesTheCodeWithoutWhatCouldDeceiveAReader() {
        assertRefused("currency", () -> Currency.of("cny")).contains("\"cny\"");
        assertRefused("currency", () -> Currency.of("a\"\\\r\n\u202e"))
                .contains("\"a\\u0022\\u005C\\u000D\\u000A\\u202E\"");
        assertRefused("currency", () -> Currency.of(" ~a\u007fz")).contains("\" ~a\\u007Fz\"");
        assertRefused("currency", () -> Currency.of("twelve chars")).contains("\"twelve chars\" is");
        assertRefused("currency", () -> Currency.of("4111111111111111"))
                .contains("\"411111111111\"... (16 characters)")
                .doesNotContain("4111111111111");
        assertRefused("currency", () -> Currency.of("x".repeat(1_000_000))).contains("1000000 characters");
    }

    @Test
    void aMissingCodeIsRefusedAsMissing() {
        assertRefused("currency", () -> Currency.of("")).contains("missing");
        assertRefused("currency", () -> Currency.of(null)).contains("missing");
    }

    @Test
    void A05_everyThreeLettersAreEitherACurrencyOfTheRuntimeOrRefused() {
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 26 * 26 * 26; i++) {
            String code = "" + (char) ('A' + i / 676) + (char) ('A' + i / 26 % 26) + (char) ('A' + i % 26);
            if (!outcome(() -> Currency.of(code)).equals(REFUSED)) {
                accepted.add(code + Currency.of(code).decimals());
            }
        }
        assertThat(accepted)
                .containsExactlyElementsOf(java.util.Currency.getAvailableCurrencies().stream()
                        .filter(iso -> iso.getDefaultFractionDigits() >= 0)
                        .map(iso -> iso.getCurrencyCode() + iso.getDefaultFractionDigits())
                        .sorted()
                        .toList());
    }

    @Test
    void oneCodeIsOneCurrency() {
        assertThat(Currency.of("CNY")).isSameAs(Currency.of(new String("CNY")));
        assertThat(Currency.of("BEANS/0")).isEqualTo(Currency.of("BEANS/0")).hasSameHashCodeAs(Currency.of("BEANS/0"));
        assertThat(Stream.of("CNY", "USD", "BEANS/0", "BEANS/2")
                        .map(Currency::of)
                        .map(Currency::hashCode))
                .doesNotHaveDuplicates();
        assertThat(Currency.of("BEANS/0"))
                .isNotEqualTo(Currency.of("BEANS/2"))
                .isNotEqualTo(Currency.of("CNY"))
                .isNotEqualTo("BEANS/0");
    }

    @Test
    void noOtherWayThanByCodeLeadsToACurrency() {
        assertThat(Currency.class.getConstructors()).isEmpty();
        assertThat(Modifier.isFinal(Currency.class.getModifiers())).isTrue();
    }

    @Test
    void currenciesAreOrderedAndPrintedByCode() {
        assertThat(Stream.of("USD", "BEANS/0", "CNY").map(Currency::of).sorted())
                .map(Currency::toString)
                .containsExactly("BEANS/0", "CNY", "USD");
    }
}
