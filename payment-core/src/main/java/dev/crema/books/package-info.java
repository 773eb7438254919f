/**
 * The port to the database. Start with {@link dev.crema.books.PaymentBooks}: each of its verbs is one transaction, and
 * the engine above knows no SQL. The payment-ledger module is behind this port.
 */
@NullMarked
package dev.crema.books;

import org.jspecify.annotations.NullMarked;
