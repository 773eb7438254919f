/**
 * Accounts: what they are called, which side they grow on, how far they may be drawn, and what is in them. Immutable
 * values; start with {@link dev.crema.ledger.account.Account}. Nothing here knows a database or a payment.
 */
@NullMarked
package dev.crema.ledger.account;

import org.jspecify.annotations.NullMarked;
