package dev.crema.ledger.journal;

import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A line of a posted journal, as it stands in its account for ever.
 *
 * @param account whose
 * @param number counts the entries of the account from 1, without a gap; in a striped account each further stripe counts
 *     for itself, from its own number times 100,000,000,000,000, and leaves out what only moved between stripes; 0 as
 *     part of a journal, where a deferring account gave its entry the number later: whoever reads the account's entries
 *     or its statement finds it
 * @param journal the journal it is part of
 * @param leg counts the entries of the journal from 1, in the order of its lines
 * @param amount a debit as positive, a credit as negative; never zero
 * @param balance what was in the account after it, debits counted as positive; nothing where the number is 0
 * @param bookedAt when it was booked, to the microsecond; later than all entries of earlier journals in the account
 * @param effectiveOn the day on which it counts
 */
public record Entry(
        AccountId account,
        long number,
        JournalId journal,
        int leg,
        Money amount,
        Money balance,
        Instant bookedAt,
        LocalDate effectiveOn) {}
