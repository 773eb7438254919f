package dev.crema.proof.shopkill;

import dev.crema.ledger.Invariants;
import dev.crema.ledger.Ledger;
import dev.crema.money.Money;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Audits the shop's database, which nobody else is using: nothing of it is asked of the library under test. */
final class BooksInspection {
    private static final String UNSETTLED = """
            select state, cast(count(*) as varchar) from crema_payment
            where state not in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') group by state order by state
            """;

    private static final String PAYMENTS = """
            select payment_id, form from crema_payment
            """;

    private final DataSource database;
    private final Memory memory;
    private final Findings findings;

    BooksInspection(DataSource database, Memory memory, Findings findings) {
        this.database = database;
        this.memory = memory;
        this.findings = findings;
    }

    /** What is true of every committed snapshot, so also of the one that a kill has left. */
    void inspectSnapshot() {
        try {
            Invariants.of(database).lost(knownPayments()).forEach(lost -> findings.add(Kind.LOST, lost));
            Invariants.of(database).everywhere().forEach(violation -> findings.add(Kind.WRONG, violation));
        } catch (RuntimeException | AssertionError e) {
            findings.add(Kind.LOST, "the books: they cannot be audited any more: " + e);
        }
    }

    /** What is true when nothing is due any more; empty if all of it is. */
    List<String> unrest() {
        List<String> violations = new ArrayList<>(Invariants.of(database).atRest());
        violations.removeAll(Invariants.of(database).everywhere());
        return violations;
    }

    /** How many payments have not ended, by their states. */
    Map<String, Integer> unsettled() {
        Map<String, Integer> unsettled = new TreeMap<>();
        rows(UNSETTLED).forEach(row -> unsettled.put(row.get(0), Integer.valueOf(row.get(1))));
        return unsettled;
    }

    /** When everything that was asked for has been acknowledged, what else is there was done twice. */
    void inspectCompleteness() {
        Set<String> known = knownPayments();
        rows(PAYMENTS).stream()
                .filter(row -> !known.contains(row.get(0)))
                .forEach(row -> findings.add(
                        Kind.DOUBLED, "payment " + row.get(0) + ", a " + row.get(1) + ", that nobody was told of"));
    }

    private Set<String> knownPayments() {
        return Stream.of(Request.Kind.TOP_UP, Request.Kind.PAYMENT, Request.Kind.REFUND)
                .flatMap(kind -> memory.told(kind).stream())
                .map(Memory.Told::id)
                .collect(Collectors.toSet());
    }

    /** What customers paid the shop, and what went through the channel for them, is what the books say. */
    void inspectSums(List<Affairs> all) {
        Money till = Money.of("CNY", "0.00");
        Money clearing = till;
        for (Affairs affairs : all) {
            clearing = clearing.plus(affairs.toppedUp());
            for (var payment : affairs.succeededPayments().toList()) {
                Money kept = Affairs.amount(payment).minus(Affairs.givenBack(payment));
                till = till.plus(kept);
                boolean throughSandbox = payment.path("form").asString("").equals("TOP_UP");
                clearing = throughSandbox ? clearing.plus(kept) : clearing;
            }
        }
        requireBalance("merchant:coffee-shop", till);
        requireBalance("channel:sandbox:clearing:CNY", clearing);
    }

    private void requireBalance(String account, Money expected) {
        Money booked = Ledger.on(database).balance(account).balance();
        if (!booked.equals(expected)) {
            findings.add(Kind.WRONG, account + " has " + booked + " and should have " + expected);
        }
    }

    private List<List<String>> rows(String query) {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.add(List.of(result.getString(1), result.getString(2)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the shop's database cannot be read", e);
        }
        return rows;
    }
}
