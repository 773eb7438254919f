package dev.crema.ledger;

import dev.crema.books.HostTransaction;
import dev.crema.ledger.chart.ChartOfAccounts;
import dev.crema.ledger.chart.PostingRules;
import java.time.Clock;

/**
 * How books are opened. Begin with {@link #DEFAULT}.
 *
 * @param createSchema whether missing tables are created and older ones migrated; otherwise they must be there
 * @param allowNonDurable whether a database that loses acknowledged commits when the process dies is accepted; for
 *     experiments only
 * @param host the host's transactions
 * @param chart what accounts are that payments open as they meet them
 * @param rules what is booked when something happens to a payment
 * @param clock the time of the ledger's own postings
 */
public record BooksOptions(
        boolean createSchema,
        boolean allowNonDurable,
        HostTransaction host,
        ChartOfAccounts chart,
        PostingRules rules,
        Clock clock) {
    /** Tables must be there, the database must be durable, no host transactions, the standard chart and rules. */
    public static final BooksOptions DEFAULT = new BooksOptions(
            false, false, HostTransaction.NONE, ChartOfAccounts.standard(), PostingRules.standard(), Clock.systemUTC());

    public BooksOptions creatingSchema() {
        return new BooksOptions(true, allowNonDurable, host, chart, rules, clock);
    }

    public BooksOptions allowingNonDurable() {
        return new BooksOptions(createSchema, true, host, chart, rules, clock);
    }

    public BooksOptions joining(HostTransaction host) {
        return new BooksOptions(createSchema, allowNonDurable, host, chart, rules, clock);
    }

    public BooksOptions chart(ChartOfAccounts chart) {
        return new BooksOptions(createSchema, allowNonDurable, host, chart, rules, clock);
    }

    public BooksOptions rules(PostingRules rules) {
        return new BooksOptions(createSchema, allowNonDurable, host, chart, rules, clock);
    }

    public BooksOptions clock(Clock clock) {
        return new BooksOptions(createSchema, allowNonDurable, host, chart, rules, clock);
    }
}
