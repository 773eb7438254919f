/**
 * The wallet as a channel: {@link dev.crema.channel.balance.BalanceChannel}. Its far side is the books themselves, so
 * there is nothing to call and nothing that could be lost on the way. Knows no ledger: it only says that it is there.
 */
@NullMarked
package dev.crema.channel.balance;

import org.jspecify.annotations.NullMarked;
