package dev.crema.ledger.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

class PostingRulesTest {
    private static final ChartOfAccounts CHART = ChartOfAccounts.standard();
    private static final PostingRules STANDARD = PostingRules.standard();

    private static Money yuan(String amount) {
        return Money.of("CNY", amount);
    }

    private static Occurrence topUp(String gross, String fee) {
        return Occurrence.of(StandardEvents.TOP_UP_SUCCEEDED)
                .amount("gross", yuan(gross))
                .amount("fee", yuan(fee))
                .account("into", "merchant:cafe")
                .text("channel", "alipay");
    }

    private static List<String> entries(PostingRules rules, Occurrence occurrence) {
        return rules.journal(new Reference("j-1"), occurrence)
                .map(journal ->
                        journal.lines().stream().map(PostingRulesTest::entry).toList())
                .orElse(List.of());
    }

    private static String entry(Line line) {
        return line.side().name().toLowerCase(Locale.ROOT) + " " + line.account() + " "
                + line.amount().decimal();
    }

    private static Map<String, Object> rule(String form, String moment, Map<?, ?>... lines) {
        return Map.of(form, Map.of(moment, List.of(lines)));
    }

    private static Map<String, String> debit(String account, String amount) {
        return Map.of("debit", account, "amount", amount);
    }

    private static Map<String, String> credit(String account, String amount) {
        return Map.of("credit", account, "amount", amount);
    }

    private static AbstractStringAssert<?> refusal(Map<String, ?> data) {
        return assertThat(catchThrowableOfType(ConfigurationException.class, () -> STANDARD.with(CHART, data))
                        .getMessage())
                .doesNotContain("null");
    }

    @Test
    void aTopUpIsDebitedNetAndCreditedGross() {
        assertThat(entries(STANDARD, topUp("18.50", "0.11")))
                .containsExactly(
                        "debit channel:alipay:clearing:CNY 18.39",
                        "debit fees:channel:CNY 0.11",
                        "credit merchant:cafe 18.50");
    }

    @Test
    void aLineOfNothingIsLeftOut() {
        assertThat(entries(STANDARD, topUp("18.50", "0.00")))
                .containsExactly("debit channel:alipay:clearing:CNY 18.50", "credit merchant:cafe 18.50");
        assertThat(entries(STANDARD, topUp("18.50", "18.50")))
                .containsExactly("debit fees:channel:CNY 18.50", "credit merchant:cafe 18.50");
        assertThat(entries(STANDARD, topUp("0.00", "0.00"))).isEmpty();
    }

    @Test
    void anAmountThatTurnsNegativeIsRefusedUnlessTheLineTurns() {
        assertThatThrownBy(() -> entries(STANDARD, topUp("18.50", "18.51")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("top-up.succeeded (debit channel:{channel}:clearing:{currency} net)")
                .hasMessageContaining("-0.01 CNY");
        Occurrence settled = Occurrence.of(StandardEvents.SETTLEMENT_PAID)
                .amount("fee", yuan("0.50"))
                .account("bank", "bank:main")
                .text("channel", "alipay");
        assertThat(entries(STANDARD, settled.amount("gross", yuan("100.00"))))
                .containsExactly(
                        "debit bank:main 99.50",
                        "debit fees:channel:CNY 0.50",
                        "credit channel:alipay:clearing:CNY 100.00");
        assertThat(entries(STANDARD, settled.amount("gross", yuan("-20.00"))))
                .containsExactly(
                        "credit bank:main 20.50",
                        "debit fees:channel:CNY 0.50",
                        "debit channel:alipay:clearing:CNY 20.00");
    }

    @Test
    void A01_aNegativeAmountOfAnEventIsRefused() {
        assertThatThrownBy(() -> topUp("-18.50", "0.00"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("gross: -18.50 CNY is negative");
    }

    @Test
    void A03_aSumThatCanNotBeCountedIsRefused() {
        Occurrence most = Occurrence.of(StandardEvents.DISPUTE_OPENED)
                .amount("amount", Money.ofMinor("CNY", Long.MAX_VALUE))
                .amount("fee", Money.ofMinor("CNY", 1))
                .text("channel", "alipay");

        assertThatThrownBy(() -> entries(STANDARD, most)).isInstanceOf(AmountExceededException.class);
    }

    @Test
    void A05_amountsInTwoCurrenciesAreRefused() {
        Occurrence mixed = topUp("18.50", "0.00").amount("fee", Money.of("EUR", "0.11"));

        assertThatThrownBy(() -> entries(STANDARD, mixed))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("currency");
    }

    @Test
    void A10_aTextThatWouldNameAnotherAccountIsRefused() {
        assertThatThrownBy(() -> entries(STANDARD, topUp("1.00", "0.00").text("channel", "x:y")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("channel: is to be part of an account's name");
    }

    @Test
    void whatIsMissingOrUnknownOfAnOccurrenceIsNamed() {
        Occurrence bare = Occurrence.of(StandardEvents.FEE_CHARGED).amount("amount", yuan("1.00"));
        assertThatThrownBy(() -> entries(STANDARD, bare)).hasMessageContaining("from: of fee.charged is missing");
        assertThatThrownBy(() -> bare.amount("gross", yuan("1.00"))).hasMessageContaining("gross: is not known of fee");
        assertThatThrownBy(() -> bare.leg(new AccountId("a:b"), yuan("1.00"))).hasMessageContaining("legs");
    }

    @Test
    void anOwnUnitIsASegmentOfAnAccountsName() {
        Occurrence beans = Occurrence.of(StandardEvents.FEE_CHARGED)
                .amount("amount", Money.of("BEANS/0", "3"))
                .account("from", "wallet:ann");

        assertThat(entries(STANDARD, beans)).containsExactly("debit wallet:ann 3", "credit revenue:fees:BEANS-0 3");
    }

    @Test
    void aTransferCarriesAFeeAndPartsAndTheRestIsThePayees() {
        Occurrence transfer = Occurrence.of(StandardEvents.TRANSFER_SUCCEEDED)
                .amount("amount", yuan("10.00"))
                .amount("fee", yuan("0.06"))
                .account("from", "wallet:ann")
                .account("into", "merchant:cafe")
                .leg(new AccountId("merchant:roaster"), yuan("3.33"))
                .leg(new AccountId("merchant:baker"), yuan("0.00"));

        assertThat(entries(STANDARD, transfer))
                .containsExactly(
                        "debit wallet:ann 10.00",
                        "credit merchant:cafe 6.61",
                        "credit revenue:fees:CNY 0.06",
                        "credit merchant:roaster 3.33");
    }

    @Test
    void moneyDoesNotMoveToWhereItIs() {
        Occurrence self = Occurrence.of(StandardEvents.TRANSFER_SUCCEEDED)
                .amount("amount", yuan("10.00"))
                .amount("fee", yuan("0.00"))
                .account("from", "wallet:ann")
                .account("into", "wallet:ann");

        assertThatThrownBy(() -> entries(STANDARD, self)).hasMessageContaining("wallet:ann is debited and credited");
        refusal(rule("fee", "charged", debit("{from}", "amount"), credit("{from}", "amount")))
                .contains("rule fee.charged, line 2 (credit {from} amount)", "write one line with the difference");
    }

    @Test
    void aDisputeIsOpenUntilItIsWonOrLost() {
        Occurrence opened = Occurrence.of(StandardEvents.DISPUTE_OPENED)
                .amount("amount", yuan("80.00"))
                .amount("fee", yuan("15.00"))
                .text("channel", "stripe");
        Occurrence won = Occurrence.of(StandardEvents.DISPUTE_WON)
                .amount("amount", yuan("80.00"))
                .amount("rebate", yuan("15.00"))
                .text("channel", "stripe");
        Occurrence lost = Occurrence.of(StandardEvents.DISPUTE_LOST)
                .amount("amount", yuan("80.00"))
                .account("from", "merchant:cafe")
                .text("channel", "stripe");

        assertThat(entries(STANDARD, opened))
                .containsExactly(
                        "debit disputes:stripe:CNY 80.00",
                        "debit fees:channel:CNY 15.00",
                        "credit channel:stripe:clearing:CNY 95.00");
        assertThat(entries(STANDARD, won))
                .containsExactly(
                        "debit channel:stripe:clearing:CNY 95.00",
                        "credit disputes:stripe:CNY 80.00",
                        "credit fees:channel:CNY 15.00");
        assertThat(entries(STANDARD, lost))
                .containsExactly("debit merchant:cafe 80.00", "credit disputes:stripe:CNY 80.00");
    }

    @Test
    void aRebateOfAChannelReducesTheCostOfARefund() {
        Occurrence refund = Occurrence.of(StandardEvents.REFUND_SUCCEEDED)
                .amount("amount", yuan("18.50"))
                .amount("fee", yuan("0.00"))
                .amount("rebate", yuan("0.11"))
                .account("from", "merchant:cafe")
                .text("channel", "alipay");

        assertThat(entries(STANDARD, refund))
                .containsExactly(
                        "debit merchant:cafe 18.50",
                        "credit fees:channel:CNY 0.11",
                        "credit channel:alipay:clearing:CNY 18.39");
        assertThat(entries(STANDARD, refund.amount("fee", yuan("0.50"))))
                .containsExactly(
                        "debit merchant:cafe 18.50",
                        "debit fees:channel:CNY 0.39",
                        "credit channel:alipay:clearing:CNY 18.89");
    }

    @Test
    void unexplainedMoneyLeavesSuspenseInThreeWays() {
        Occurrence credited = Occurrence.of(StandardEvents.SUSPENSE_CREDITED)
                .amount("amount", yuan("5.00"))
                .account("into", "wallet:ann")
                .text("channel", "alipay");
        Occurrence refunded = Occurrence.of(StandardEvents.SUSPENSE_REFUNDED)
                .amount("amount", yuan("5.00"))
                .amount("fee", yuan("0.10"))
                .text("channel", "alipay");
        Occurrence kept = Occurrence.of(StandardEvents.SUSPENSE_KEPT)
                .amount("amount", yuan("5.00"))
                .text("channel", "alipay");

        assertThat(entries(STANDARD, credited))
                .containsExactly("debit suspense:alipay:CNY 5.00", "credit wallet:ann 5.00");
        assertThat(entries(STANDARD, refunded))
                .containsExactly(
                        "debit suspense:alipay:CNY 5.00",
                        "debit fees:channel:CNY 0.10",
                        "credit channel:alipay:clearing:CNY 5.10");
        assertThat(entries(STANDARD, kept))
                .containsExactly("debit suspense:alipay:CNY 5.00", "credit revenue:suspense:CNY 5.00");
    }

    @Test
    void aRuleThatDoesNotBalanceIsRefusedWithTheLineAndTheRemedy() {
        refusal(rule(
                        "top-up",
                        "succeeded",
                        debit("channel:{channel}:clearing", "gross"),
                        debit("fees:channel", "fee"),
                        credit("{into}", "gross")))
                .isEqualTo("rule top-up.succeeded, line 1 (debit channel:{channel}:clearing gross): the rule does not"
                        + " balance: debits of gross + fee less credits of gross leave fee; write net here, or add"
                        + " lines for the difference");
        refusal(rule("fee", "charged", debit("{from}", "amount")))
                .contains("line 1", "leave amount", "add lines for the difference");
        refusal(rule(
                        "split",
                        "made",
                        debit("{from}", "total"),
                        Map.of("credit", "{party}", "amount", "part", "per", "leg"),
                        credit("{remainder}", "total")))
                .contains("line 3", "credits of parts + total leave - parts; write rest here");
    }

    @Test
    void unknownNamesAreRefused() {
        Map<String, String> line = credit("{into}", "gross");
        refusal(rule("top-up", "succeeded", debit("channel:{channel}", "grss"), line))
                .contains("line 1", "no amount grss here; the event has [gross, fee, net]");
        refusal(rule("top-up", "succeeded", debit("channel:{chanel}", "gross"), line))
                .contains("line 1", "{chanel} is no part of a name here; the event has [channel] and {currency}");
        refusal(rule("top-up", "succeeded", debit("{from}", "gross"), line))
                .contains("line 1", "no account {from} here; the event has [into]");
        refusal(rule("top-up", "succeeded", debit("chanel:{channel}", "gross"), line))
                .contains("line 1", "the chart does not say what \"chanel\" is", "[bank, channel, disputes");
        refusal(rule("top-up", "succeded", line)).contains("rule top-up.succeded: there is no such event");
        refusal(rule("fee", "charged", Map.of("debit", "{from}", "amount", "amount", "per", "leg")))
                .contains("the event has no legs");
        refusal(rule("split", "made", debit("{party}", "total"))).contains("{party} in lines with per: leg");
    }

    @Test
    void dataThatIsNoRuleIsRefused() {
        refusal(Map.of("fee", "x")).contains("rules for fee: is no map");
        refusal(Map.of("fee", Map.of("charged", "x"))).contains("rule fee.charged: is no list");
        refusal(Map.of("fee", Map.of("charged", List.of("x")))).contains("rule fee.charged, line 1: is no map");
        refusal(rule("fee", "charged", Map.of("amount", "amount"))).contains("line 1: give debit or credit");
        refusal(rule("fee", "charged", Map.of("debit", "{from}"))).contains("line 1: amount is missing");
        refusal(rule("fee", "charged", Map.of("debit", "{from}", "amount", "amount", "when", "x")))
                .contains("line 1: \"when\" is not known");
        refusal(rule("fee", "charged", Map.of("debit", "{from}", "amount", "amount", "turns", "yes")))
                .contains("line 1: turns is neither true nor false");
        for (String amount : List.of("2 fee", "fee * 2", "1", "fee -", "a fee", "(fee)", "- - fee", "Fee")) {
            refusal(rule("fee", "charged", debit("{from}", amount))).contains("line 1: amount", "is no sum of names");
        }
        for (String account : List.of("{from}:x", "x::y", "{From}", "{channel}:x", "a b", "x:{", "ü")) {
            refusal(rule("fee", "charged", debit(account, "amount"))).contains("line 1: account", "is no name");
        }
        refusal(rule("top-up", "succeeded", debit("bank", "net - gross + fee"))).contains("always zero");
        refusal(rule("top-up", "succeeded", debit("bank", "- fee"))).contains("never above zero; write credit fee");
    }

    @Test
    void incomeThatIsDebitedMustSaySo() {
        Map<String, Object> swapped =
                rule("fee", "charged", credit("{from}", "amount"), debit("revenue:fees:{currency}", "amount"));

        refusal(swapped).contains("line 2", "\"revenue\" is REVENUE, which grows on the other side", "returns: true");
        STANDARD.with(
                CHART,
                rule(
                        "fee",
                        "charged",
                        credit("{from}", "amount"),
                        Map.of("debit", "revenue:fees:{currency}", "amount", "amount", "returns", true)));
    }

    @Test
    void whatWasBookedBeforeAFailureMustBeUndoneByIt() {
        Map<String, Object> sent = Map.of(
                "sent", List.of(debit("{from}", "amount"), credit("disputes:out:{currency}", "amount")),
                "succeeded",
                        List.of(
                                debit("disputes:out:{currency}", "amount"),
                                debit("fees:channel:{currency}", "fee"),
                                credit("channel:{channel}:clearing:{currency}", "total")));
        refusal(Map.of("withdrawal", sent))
                .contains(
                        "rule withdrawal.failed: a withdrawal that was held, sent and has failed leaves amount in {from}");

        Map<String, Object> undone = new HashMap<>(sent);
        undone.put("failed", List.of(debit("disputes:out:{currency}", "amount"), credit("{from}", "amount")));
        PostingRules inTransit = STANDARD.with(CHART, Map.of("withdrawal", undone));
        assertThatThrownBy(() -> new PaymentPostings(inTransit, CHART))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rule withdrawal.succeeded: takes nothing from {from}");
        PostingRules noted = STANDARD.with(
                CHART,
                Map.of(
                        "refund",
                        Map.of(
                                "sent", List.of(debit("equity:a", "amount"), credit("equity:b", "amount")),
                                "failed", List.of(credit("equity:a", "amount"), debit("equity:b", "amount")))));
        assertThatThrownBy(() -> new PaymentPostings(noted, CHART))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rule refund.sent: books something", "write [] here");
    }

    @Test
    void rulesThatReplaceSomeKeepTheOthers() {
        PostingRules rules = STANDARD.with(
                CHART,
                rule("fee", "charged", debit("{from}", "amount"), credit("revenue:service:{currency}", "amount")));

        assertThat(rules.rule("top-up.succeeded")).isEqualTo(STANDARD.rule("top-up.succeeded"));
        assertThat(rules.describe()).contains("revenue:service:{currency}").contains("suspense.written-off");
    }

    @Test
    void rulesWithoutTheStandardOnesMustHaveWhatPaymentsBook() {
        PostingRules few = PostingRules.none()
                .with(CHART, rule("fee", "charged", debit("{from}", "amount"), credit("revenue", "amount")));

        assertThatThrownBy(() -> new PaymentPostings(few, CHART))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("[top-up.succeeded, withdrawal.succeeded, refund.succeeded,")
                .hasMessageContaining("begin with PostingRules.standard()");
        assertThatThrownBy(() -> few.journal(new Reference("j-1"), topUp("1.00", "0.00")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rule top-up.succeeded: there is none");
    }

    @Test
    void aChartWithoutAFamilyOfTheRulesIsRefused() {
        ChartOfAccounts own = ChartOfAccounts.empty().unrestricted("channel", AccountKind.ASSET);

        assertThatThrownBy(() -> STANDARD.checkedWith(own))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rule top-up.succeeded, line 2 (debit fees:channel:{currency} fee)")
                .hasMessageContaining("one of [channel]");
    }

    @Test
    void aHostDeclaresEventsOfItsOwn() {
        PostingEvent paid = PostingEvent.named("tips.paid")
                .amounts("gross", "levy")
                .where("net", "gross - levy")
                .accounts("from")
                .texts("payer");
        PostingRules rules = STANDARD.declaring(paid)
                .with(
                        CHART,
                        rule(
                                "tips",
                                "paid",
                                debit("{from}", "gross"),
                                credit("revenue:levy", "levy"),
                                credit("wallet:{payer}", "net")));

        Occurrence tip = Occurrence.of(paid)
                .amount("gross", yuan("2.00"))
                .amount("levy", yuan("0.20"))
                .account("from", "merchant:cafe")
                .text("payer", "ann");
        assertThat(entries(rules, tip))
                .containsExactly("debit merchant:cafe 2.00", "credit revenue:levy 0.20", "credit wallet:ann 1.80");
        assertThatThrownBy(() -> STANDARD.declaring(PostingEvent.named("fee.charged")))
                .hasMessageContaining("fee.charged is declared already");
        assertThatThrownBy(() -> PostingEvent.named("a.b").amounts("x").where("y", "x - z"))
                .hasMessageContaining("y = x - z speaks of z");
        assertThatThrownBy(() -> PostingEvent.named("a.b").amounts("parts")).hasMessageContaining("\"parts\" is taken");
        assertThatThrownBy(() -> PostingEvent.named("tips")).hasMessageContaining("joined by a point");
    }

    @Test
    void theReadmeShowsTheStandardRules() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains("```text\n" + STANDARD.describe() + "```");
    }
}
