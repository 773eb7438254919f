package dev.crema.proof.shopkill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.Payments;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.Transfer;
import dev.crema.proof.trial.Findings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The books of one order that was paid out of a wallet, and what happens to be written over them. */
class BooksInspectionTest {
    private final Customer ann = new Customer("ann");
    private final Memory memory = new Memory();
    private final Findings findings = new Findings();
    private JdbcConnectionPool database;
    private BooksInspection inspection;
    private Payment paid;
    private Payment held;

    @BeforeEach
    void annPays(@TempDir Path directory) {
        database = JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("shop") + ";WRITE_DELAY=0", "sa", "");
        inspection = new BooksInspection(database, memory, findings);
        Books books = Books.on(database, BooksOptions.DEFAULT.creatingSchema());
        books.ledger()
                .open(Account.liability("wallet:ann", "CNY"), Account.asset("channel:sandbox:clearing:CNY", "CNY"));
        books.ledger()
                .post(Journal.of("filled")
                        .debit("channel:sandbox:clearing:CNY", cny("100.00"))
                        .credit("wallet:ann", cny("100.00"))
                        .balanced());
        try (Payments payments = Payments.with(books).workers(0).start()) {
            paid = payments.transfer(Transfer.of("order:1")
                    .amount(cny("30.00"))
                    .from("wallet:ann")
                    .to("merchant:coffee-shop"));
            held = payments.transfer(Transfer.of("order:2")
                    .amount(cny("5.00"))
                    .from("wallet:ann")
                    .to("merchant:coffee-shop")
                    .held(java.time.Duration.ofMinutes(1)));
            payments.runDue();
        }
        told(paid);
        told(held);
    }

    @AfterEach
    void close() {
        database.dispose();
    }

    @Test
    void booksThatAreRightAreFine() {
        inspection.inspectSnapshot();
        inspection.inspectCompleteness();
        inspection.inspectSums(List.of(affairs("100.00", "30.00")));

        assertThat(findings.all()).isEmpty();
    }

    @Test
    void paymentsThatHaveNotEndedAreCountedByTheirStates() {
        assertThat(inspection.unsettled()).isEqualTo(Map.of("AUTHORIZED", 1));
        assertThat(inspection.unrest()).anyMatch(it -> it.startsWith("I-11"));
    }

    @Test
    void I12_anAcknowledgedPaymentThatIsNotInTheBooksIsLost() throws SQLException {
        write("delete from crema_payment where payment_id = '" + paid.id() + "'");

        inspection.inspectSnapshot();

        assertThat(findings.count(Findings.Kind.LOST)).isEqualTo(1);
    }

    @Test
    void I03_aBalanceThatNoEntryExplainsIsFound() throws SQLException {
        write("update crema_account set balance_minor = balance_minor + 1 where account = 'wallet:ann'");

        inspection.inspectSnapshot();

        assertThat(findings.all()).anyMatch(it -> it.contains("I-03"));
    }

    @Test
    void aPaymentThatNobodyWasToldOfIsDoubled() {
        Memory forgetful = new Memory();

        new BooksInspection(database, forgetful, findings).inspectCompleteness();

        assertThat(findings.count(Findings.Kind.DOUBLED)).isEqualTo(2);
    }

    @Test
    void booksThatSayMoreThanCustomersPaidAreFound() {
        inspection.inspectSums(List.of(affairs("99.99", "29.99")));

        assertThat(findings.all())
                .containsExactlyInAnyOrder(
                        "WRONG merchant:coffee-shop has 30.00 CNY and should have 29.99 CNY",
                        "WRONG channel:sandbox:clearing:CNY has 100.00 CNY and should have 99.99 CNY");
    }

    private void told(Payment payment) {
        JsonNode answer = json("{'id':'" + payment.id() + "'}");
        memory.note(
                new Request(ann, Request.Kind.PAYMENT, "/" + payment.reference(), answer), new Answer.Given(answer));
    }

    private Affairs affairs(String toppedUp, String spent) {
        return new Affairs(
                ann,
                Map.of(),
                Map.of(
                        "o-1",
                        List.of(json("{'form':'TRANSFER','state':'SUCCEEDED','amount':'" + spent + "','refunds':[]}"))),
                Map.of("t-1", json("{'state':'SUCCEEDED','amount':'" + toppedUp + "'}")),
                json("{}"));
    }

    private void write(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                var sql = connection.createStatement()) {
            sql.execute("set referential_integrity false");
            assertThat(sql.executeUpdate(statement)).isEqualTo(1);
        }
    }

    private static Money cny(String amount) {
        return Money.of("CNY", amount);
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text.replace('\'', '"'));
    }
}
