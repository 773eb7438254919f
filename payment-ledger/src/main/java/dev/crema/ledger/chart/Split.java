package dev.crema.ledger.chart;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * An amount shared out among parties, without loss. Each share is rounded down to whole minor units, and whatever the
 * parts leave, of rounding or otherwise, goes to the one party that {@link #remainderTo} names. So the parts always add
 * up to the whole, rounding always falls to the same party, and never by as much as one minor unit per share. Immutable.
 *
 * <pre>{@code
 * Split.of(Money.of("CNY", "18.50"))
 *     .part("merchant:roaster", Money.of("CNY", "5.00"))     // exactly so much
 *     .basisPoints("revenue:platform:CNY", 250)              // 0.46, of 0.4625
 *     .remainderTo("merchant:cafe")                          // 13.04
 *     .from("escrow:order-1003")
 * }</pre>
 *
 * @param total what is shared out; above zero
 * @param legs the parts so far, in order
 */
public record Split(Money total, List<Occurrence.Leg> legs) {
    private static final int WHOLE_IN_BASIS_POINTS = 10_000;

    /**
     * Refuses parts that are no parts of the whole.
     *
     * @throws InvalidRequestException for the field {@code total} if it is not above zero, for {@code part} if one is
     *     negative, or for {@code currency}
     * @throws AmountExceededException if the parts are more than the whole
     */
    public Split {
        total.requirePositive("total");
        legs = List.copyOf(legs);
        Money left = total;
        for (Occurrence.Leg leg : legs) {
            if (leg.part().isNegative()) {
                throw new InvalidRequestException("part", leg.part() + " is negative; give zero or more");
            }
            left = left.minus(leg.part());
            if (left.isNegative()) {
                throw new AmountExceededException("part: with " + leg.part() + " for " + leg.party()
                        + " the parts are more than the " + total + " that are shared out; give less");
            }
        }
    }

    /** Begins to share out this amount. */
    public static Split of(Money total) {
        return new Split(total, List.of());
    }

    /**
     * The same, with exactly so much for this party.
     *
     * @param part above zero
     */
    public Split part(String party, Money part) {
        return with(party, part.requirePositive("part"));
    }

    /**
     * The same, with a share of the whole for this party, rounded down: {@code share("merchant:a", 1, 3)} is a third.
     *
     * @param numerator zero or more
     * @param denominator above zero
     */
    public Split share(String party, long numerator, long denominator) {
        return with(party, total.share(numerator, denominator, RoundingMode.DOWN));
    }

    /** The same, with so many ten-thousandths of the whole for this party, rounded down. */
    public Split basisPoints(String party, int basisPoints) {
        return share(party, basisPoints, WHOLE_IN_BASIS_POINTS);
    }

    private Split with(String party, Money part) {
        List<Occurrence.Leg> more = new ArrayList<>(legs);
        more.add(new Occurrence.Leg(new AccountId(party), part));
        return new Split(total, more);
    }

    /** What the parts leave; zero or more. */
    public Money remainder() {
        return legs.stream().map(Occurrence.Leg::part).reduce(total, Money::minus);
    }

    /** Names who gets what the parts leave, and next the account that everything is taken from. */
    public FromStep remainderTo(String party) {
        AccountId remainder = new AccountId(party);
        return from -> Occurrence.of(StandardEvents.SPLIT_MADE)
                .amount("total", total)
                .account("from", from)
                .account("remainder", remainder)
                .legs(legs);
    }

    /** Where the money is. */
    public interface FromStep {
        /** The split as {@link PostingRules#journal} takes it. */
        Occurrence from(String account);
    }
}
