/**
 * Which accounts there are and what is booked when something happens to money (资金核算), as data that is checked when it
 * is loaded. Start with {@link dev.crema.ledger.chart.PostingRules} and {@link dev.crema.ledger.chart.ChartOfAccounts};
 * {@link dev.crema.ledger.chart.StandardEvents} says what can happen, {@link dev.crema.ledger.chart.Occurrence} that it
 * did, and {@link dev.crema.ledger.chart.Split} shares an amount out without loss. Nothing here knows a database.
 */
@NullMarked
package dev.crema.ledger.chart;

import org.jspecify.annotations.NullMarked;
