/**
 * The port to the database. Start with {@link dev.crema.books.HostTransaction}; the engine above speaks verbs, each
 * of them one transaction, and knows no SQL. The payment-ledger module is behind this port.
 */
@NullMarked
package dev.crema.books;

import org.jspecify.annotations.NullMarked;
