package dev.crema.ledger.report;

import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.account.Side;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All accounts of a scope with what is in them, debits beside credits; {@link #toString} prints it. In books that are
 * kept right the two columns are equal in each currency.
 *
 * @param rows by currency, then by account
 */
public record TrialBalance(List<Row> rows) {
    /**
     * An account with what is in it.
     *
     * @param account whose
     * @param kind of which kind
     * @param balance debits counted as positive
     */
    public record Row(AccountId account, AccountKind kind, Money balance) {
        /** Which column it stands in; an empty account in the one it grows in. */
        private boolean isDebit() {
            return balance.isZero() ? kind.normalSide() == Side.DEBIT : balance.isPositive();
        }

        private BigInteger minor() {
            return BigInteger.valueOf(balance.minor());
        }
    }

    public TrialBalance {
        rows = rows.stream()
                .sorted(Comparator.comparing((Row row) -> row.balance().currency())
                        .thenComparing(Row::account))
                .toList();
    }

    /** Whether debits and credits are equal in each currency. */
    public boolean isBalanced() {
        return byCurrency().values().stream()
                .allMatch(each -> total(each, 1).equals(total(each, -1).negate()));
    }

    private Map<Currency, List<Row>> byCurrency() {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.balance().currency(), TreeMap::new, Collectors.toList()));
    }

    /** All balances of one sign together; the sums may pass what a single amount can be. */
    private static BigInteger total(List<Row> rows, int sign) {
        return rows.stream()
                .map(Row::minor)
                .filter(minor -> minor.signum() == sign)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** A table for people, with fixed columns: one section for each currency, totals below. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        byCurrency().forEach((currency, each) -> section(table, currency, each));
        return table.toString();
    }

    private static void section(StringBuilder table, Currency currency, List<Row> rows) {
        String debits = text(total(rows, 1), currency);
        String credits = text(total(rows, -1).negate(), currency);
        int name = widest(rows.stream().map(row -> row.account().path()).toList(), currency.code(), "total");
        int amount = widest(List.of(debits, credits), "credit");
        String format = "%-" + name + "s  %-9s  %" + amount + "s  %" + amount + "s";
        List<String> lines = new ArrayList<>();
        lines.add(format.formatted(currency, "", "debit", "credit"));
        for (Row row : rows) {
            String shown = text(row.minor().abs(), currency);
            boolean debit = row.isDebit();
            String kind = row.kind().name().toLowerCase(Locale.ROOT);
            lines.add(format.formatted(row.account(), kind, debit ? shown : "", debit ? "" : shown));
        }
        lines.add(format.formatted("total", "", debits, credits));
        lines.forEach(line -> table.append(line.stripTrailing()).append('\n'));
    }

    private static int widest(List<String> texts, String... more) {
        int widest = texts.stream().mapToInt(String::length).max().orElse(0);
        for (String text : more) {
            widest = Math.max(widest, text.length());
        }
        return widest;
    }

    private static String text(BigInteger minor, Currency currency) {
        return new BigDecimal(minor, currency.decimals()).toPlainString();
    }
}
