package dev.crema.ledger.report;

import dev.crema.context.Reference;
import dev.crema.ledger.account.Account;
import dev.crema.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was booked in an account in a stretch of time, by page. All amounts are on the account's normal side, so that
 * what comes into a wallet is positive and what goes out of it is negative.
 *
 * @param account whose
 * @param span when; one that has not ended yet grows
 * @param opening what was in the account before the first entry of the whole stretch
 * @param closing what was in it after the last entry of the whole stretch
 * @param lines those of this page, in the order of their numbers
 * @param more whether there are lines after those of this page
 */
public record Statement(Account account, Span span, Money opening, Money closing, List<Line> lines, boolean more) {
    public Statement {
        lines = List.copyOf(lines);
    }

    /**
     * An entry, with what its journal says.
     *
     * @param number of the entry in its account
     * @param bookedAt when
     * @param effectiveOn the day on which it counts
     * @param reference of its journal
     * @param kind of its journal
     * @param description of its journal; may be empty
     * @param amount how much came in; negative for what went out
     * @param balance what was in the account after it
     */
    public record Line(
            long number,
            Instant bookedAt,
            LocalDate effectiveOn,
            Reference reference,
            String kind,
            String description,
            Money amount,
            Money balance) {
        /** The same entry beside another balance. */
        public Line with(Money otherBalance) {
            return new Line(number, bookedAt, effectiveOn, reference, kind, description, amount, otherBalance);
        }
    }

    /** After which entry the next page begins, if there is more. */
    public OptionalLong next() {
        return more ? OptionalLong.of(lines.get(lines.size() - 1).number()) : OptionalLong.empty();
    }
}
