package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.context.Reference;
import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.OnEachKind;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.Occurrence;
import dev.crema.ledger.chart.PaymentPostings;
import dev.crema.ledger.chart.PostingRules;
import dev.crema.ledger.chart.StandardEvents;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payments book by the rules that the books were opened with. */
@OnEachKind
class PaymentRulesTest {
    private static final ChartOfAccounts CHART = ChartOfAccounts.standard();
    private static final BooksOptions OPTIONS = BooksOptions.DEFAULT;

    private final TestDatabase.Kind kind;

    PaymentRulesTest(TestDatabase.Kind kind) {
        this.kind = kind;
    }

    /** A payment whose answer was lost ends by a webhook that tells a fee. */
    private static Payment told(Merchant merchant, Payment payment, String fee) {
        assertThat(payment.state()).isEqualTo(PaymentState.UNKNOWN);
        return merchant.payments().receive(merchant.webhook(payment, yuan(fee)));
    }

    private static List<String> entries(Merchant merchant, Payment payment) {
        return merchant.books().ledger().journal(PaymentPostings.reference(payment)).orElseThrow().entries().stream()
                .map(PaymentRulesTest::entry)
                .toList();
    }

    /** A debit is positive. */
    private static String entry(Entry entry) {
        return entry.account() + " " + entry.amount().decimal();
    }

    private static Map<String, Object> topUps(Map<?, ?>... lines) {
        return Map.of("top-up", Map.of("succeeded", List.of(lines)));
    }

    @Test
    void theFeesOfAChannelAreBookedForTopUpsWithdrawalsAndRefunds() {
        try (Merchant merchant = Merchant.on(kind)) {
            merchant.channel.usually(Behaviour.MOVE_AND_LOSE_ANSWER);
            Payment topUp = told(merchant, merchant.fillWallet("fill", "50.00"), "0.30");
            Payment refund = told(merchant, merchant.refund("r-1", topUp, "8.50"), "0.05");
            Payment withdrawal = told(merchant, merchant.withdraw("w-1", "20.00"), "1.00");

            assertThat(entries(merchant, topUp))
                    .containsExactly("channel:model:clearing:CNY 49.70", "fees:channel:CNY 0.30", "wallet:ann -50.00");
            assertThat(entries(merchant, refund))
                    .containsExactly("wallet:ann 8.50", "fees:channel:CNY 0.05", "channel:model:clearing:CNY -8.55");
            assertThat(entries(merchant, withdrawal))
                    .containsExactly("wallet:ann 20.00", "fees:channel:CNY 1.00", "channel:model:clearing:CNY -21.00");
            assertThat(merchant.balance("channel:model:clearing:CNY").balance()).isEqualTo(yuan("20.15"));
            assertThat(merchant.balance("fees:channel:CNY").balance()).isEqualTo(yuan("1.35"));
            assertThat(merchant.balance(ANN).available()).isEqualTo(yuan("21.50"));
            merchant.assertHolds();
        }
    }

    @Test
    void aHostMayLetTheShopBearTheFee() {
        PostingRules rules = PostingRules.standard()
                .with(
                        CHART,
                        topUps(
                                Map.of("debit", "channel:{channel}:clearing:{currency}", "amount", "net"),
                                Map.of("credit", "{into}", "amount", "net")));
        try (Merchant merchant = Merchant.on(kind, OPTIONS.rules(rules))) {
            merchant.channel.usually(Behaviour.MOVE_AND_LOSE_ANSWER);
            told(merchant, merchant.topUp("order-1", "18.50"), "0.11");

            assertThat(merchant.available(SHOP)).isEqualTo(yuan("18.39"));
            merchant.assertHolds();
        }
    }

    @Test
    void aDisputeIsBookedByTheHostThroughTheSameRules() {
        try (Merchant merchant = Merchant.on(kind)) {
            merchant.topUp("order-1", "80.00");
            Occurrence opened = Occurrence.of(StandardEvents.DISPUTE_OPENED)
                    .amount("amount", yuan("80.00"))
                    .amount("fee", yuan("15.00"))
                    .text("channel", "model");
            Journal journal = PostingRules.standard()
                    .journal(new Reference("dispute:dp_1"), opened)
                    .orElseThrow();
            merchant.books().ledger().open(CHART.accounts(journal).toArray(Account[]::new));
            merchant.books().ledger().post(journal);
            merchant.books().ledger().post(journal);

            assertThat(merchant.balance("channel:model:clearing:CNY").balance()).isEqualTo(yuan("-15.00"));
            assertThat(merchant.balance("disputes:model:CNY").balance()).isEqualTo(yuan("80.00"));
            merchant.assertHolds();
        }
    }

    @Test
    void booksAreNotOpenedWithRulesThatPaymentsCanNotLiveWith() {
        PostingRules rules = PostingRules.standard()
                .with(
                        CHART.with(Map.of("till", Map.of("kind", "asset"))),
                        topUps(
                                Map.of("debit", "till:{channel}", "amount", "gross"),
                                Map.of("credit", "{into}", "amount", "gross")));
        try (TestDatabase database = kind.create()) {
            assertThatThrownBy(() ->
                            Books.on(database.dataSource(), OPTIONS.rules(rules).creatingSchema()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("rule top-up.succeeded, line 1 (debit till:{channel} gross)");
        }
    }

    @Test
    void whatTheRuleCanNotBookIsLeftForAPerson() {
        PostingRules rules = PostingRules.standard()
                .with(
                        CHART,
                        topUps(
                                Map.of("debit", "channel:{channel}:clearing", "amount", "gross"),
                                Map.of("credit", "merchant:fixed", "amount", "gross")));
        try (Merchant merchant = Merchant.on(kind, OPTIONS.rules(rules))) {
            assertThat(merchant.topUp("order-1", "18.50").state()).isEqualTo(PaymentState.SUCCEEDED);
            merchant.channel.usually(Behaviour.MOVE);
            Payment euros = merchant.payments()
                    .topUp(TopUp.of("order-2")
                            .amount(Money.of("EUR", "1.00"))
                            .into("wallet:eve")
                            .through("model"));

            // The rule names an account that has one currency already.
            assertThat(euros.state()).isNotEqualTo(PaymentState.SUCCEEDED);
            assertThat(euros.attention()).isPresent();
            merchant.assertHolds();
        }
    }
}
