/**
 * Which accounts there are and which entries a payment makes (资金核算). Start with {@link
 * dev.crema.ledger.chart.ChartOfAccounts}; {@link dev.crema.ledger.chart.PostingRules} has one rule for each form.
 * Nothing here knows a database.
 */
@NullMarked
package dev.crema.ledger.chart;

import org.jspecify.annotations.NullMarked;
