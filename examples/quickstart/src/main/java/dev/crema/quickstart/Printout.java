package dev.crema.quickstart;

import dev.crema.context.Reference;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import java.nio.file.Path;
import java.util.Locale;

/** What the books hold by now, for people. */
record Printout(Ledger ledger) {
    void of(Path data, Payment... payments) {
        System.out.printf("%nThe books are in %s%n", data);
        for (int i = 0; i < payments.length; i++) {
            print(i + 1, payments[i]);
        }
        print(ledger.trialBalance());
    }

    private void print(int number, Payment payment) {
        String form = payment.form().name().toLowerCase(Locale.ROOT).replace('_', '-');
        System.out.printf(
                "%n%d  %-10s  %12s  %-9s  %s%n", number, form, payment.amount(), payment.state(), payment.reference());
        ledger.journal(new Reference("payment:" + payment.id())).ifPresent(this::print);
    }

    private void print(PostedJournal journal) {
        for (Entry entry : journal.entries()) {
            boolean debit = entry.amount().isPositive();
            Money amount = debit ? entry.amount() : entry.amount().negated();
            System.out.printf("   %-6s  %-30s  %10s%n", debit ? "debit" : "credit", entry.account(), amount.decimal());
        }
    }

    private static void print(TrialBalance balance) {
        System.out.printf(
                "%nTrial balance%n%n%s%n", balance.toString().indent(2).stripTrailing());
        balance.rows().stream()
                .map(TrialBalance.Row::balance)
                .reduce(Money::plus)
                .ifPresent(sum -> System.out.printf("%n  debits less credits: %s%n%n", sum));
    }
}
