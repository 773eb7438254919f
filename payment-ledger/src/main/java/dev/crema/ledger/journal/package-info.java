/**
 * Journals: balanced sets of debits and credits, the entries they become, and the holds that set money aside before.
 * Immutable values; start with {@link dev.crema.ledger.journal.Journal}. Nothing here knows a database or a payment.
 */
@NullMarked
package dev.crema.ledger.journal;

import org.jspecify.annotations.NullMarked;
