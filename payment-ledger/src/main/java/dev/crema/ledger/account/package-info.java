/**
 * Accounts: what they are called, which side they grow on, how far they may be drawn, and what is in them. Immutable
 * values; start with {@link dev.crema.ledger.account.Account}, and with {@link dev.crema.ledger.account.Accounts} for what
 * is done with open ones. Nothing here knows a database or a payment.
 */
@NullMarked
package dev.crema.ledger.account;

import org.jspecify.annotations.NullMarked;
