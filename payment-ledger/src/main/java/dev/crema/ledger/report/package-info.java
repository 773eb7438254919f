/**
 * What is read out of the books as a whole. Start with {@link dev.crema.ledger.report.TrialBalance}. Immutable values
 * that print themselves for people; nothing here knows a database.
 */
@NullMarked
package dev.crema.ledger.report;

import org.jspecify.annotations.NullMarked;
