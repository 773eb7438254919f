package dev.crema.ledger.chart;

import static java.util.Objects.requireNonNull;

import dev.crema.failure.ConfigurationException;
import dev.crema.ledger.account.Side;
import java.util.Locale;

/**
 * One line of a posting rule.
 *
 * @param side on which side it is booked
 * @param account where
 * @param amount how much; a line whose amount is zero is left out
 * @param perLeg whether there is one such line for each leg of a split
 * @param turns whether a negative amount is booked on the other side; otherwise it is refused
 * @param returns whether it takes back income or expense: without saying so no income is debited and no expense credited
 */
public record PostingLine(
        Side side, AccountTemplate account, AmountExpression amount, boolean perLeg, boolean turns, boolean returns) {
    public PostingLine {
        requireNonNull(side, "side");
        requireNonNull(account, "account");
        requireNonNull(amount, "amount");
    }

    /**
     * A debit.
     *
     * @param account such as {@code channel:{channel}:clearing} or {@code {from}}
     * @param amount such as {@code gross - fee}
     * @throws ConfigurationException if either can not be read
     */
    public static PostingLine debit(String account, String amount) {
        return of(Side.DEBIT, account, amount);
    }

    /** A credit; otherwise as {@link #debit}. */
    public static PostingLine credit(String account, String amount) {
        return of(Side.CREDIT, account, amount);
    }

    static PostingLine of(Side side, String account, String amount) {
        return new PostingLine(side, new AccountTemplate(account), AmountExpression.parse(amount), false, false, false);
    }

    /** The same line, once for each leg of a split. */
    public PostingLine forEachLeg() {
        return new PostingLine(side, account, amount, true, turns, returns);
    }

    /** The same line, on the other side where its amount is negative. */
    public PostingLine turning() {
        return new PostingLine(side, account, amount, perLeg, true, returns);
    }

    /** The same line, taking back income or expense. */
    public PostingLine returning() {
        return new PostingLine(side, account, amount, perLeg, turns, true);
    }

    /** Its amount in what is given, of all legs together where there is one line for each. */
    AmountExpression reckoned(PostingEvent event) {
        return perLeg ? amount.expand(part -> AmountExpression.of(PostingEvent.PARTS)) : amount.expand(event::meaning);
    }

    /** As one would read it: {@code debit fees:channel:{currency} fee}. */
    @Override
    public String toString() {
        return side.name().toLowerCase(Locale.ROOT) + " " + account + " " + amount;
    }
}
