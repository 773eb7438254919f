/**
 * What is read out of the books as a whole. Start with {@link dev.crema.ledger.report.Reports}; what it
 * answers are immutable values, and what it exports is written in the forms of {@link dev.crema.ledger.report.Export}.
 * Nothing here knows a database.
 */
@NullMarked
package dev.crema.ledger.report;

import org.jspecify.annotations.NullMarked;
