package dev.crema.ledger.chart;

import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One rule applied to one occurrence. */
final class Posting {
    private final PostingRule rule;
    private final Occurrence occurrence;
    private final Currency currency;
    private final Map<String, BigInteger> amounts = new HashMap<>();
    private final Map<String, String> texts;

    private Posting(PostingRule rule, Occurrence occurrence) {
        this.rule = rule;
        this.occurrence = occurrence;
        this.currency = occurrence.currency();
        this.texts = new HashMap<>(occurrence.texts());
        // A unit of the host's own has a slash in its code, an account's name has none.
        texts.put(PostingEvent.CURRENCY, currency.code().replace('/', '-'));
        occurrence.amounts().forEach((name, amount) -> amounts.put(name, BigInteger.valueOf(amount.minor())));
        BigInteger parts = occurrence.legs().stream()
                .map(leg -> BigInteger.valueOf(leg.part().minor()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        amounts.put(PostingEvent.PARTS, parts);
        rule.event().derived().forEach((name, sum) -> amounts.put(name, sum.value(amounts)));
    }

    /**
     * What is to be booked, without lines of nothing.
     *
     * @throws InvalidRequestException for the field {@code amount} if a line that does not turn is negative
     * @throws AmountExceededException if a line is more than can be counted
     */
    static List<Line> lines(PostingRule rule, Occurrence occurrence) {
        return new Posting(rule, occurrence).lines();
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (PostingLine line : rule.lines()) {
            if (line.perLeg()) {
                occurrence.legs().forEach(leg -> addLeg(line, leg, lines));
            } else {
                add(line, occurrence.accounts(), amounts, lines);
            }
        }
        return lines;
    }

    private void addLeg(PostingLine line, Occurrence.Leg leg, List<Line> lines) {
        Map<String, AccountId> accounts = new HashMap<>(occurrence.accounts());
        accounts.put(PostingEvent.PARTY, leg.party());
        Map<String, BigInteger> part =
                Map.of(PostingEvent.PART, BigInteger.valueOf(leg.part().minor()));
        add(line, accounts, part, lines);
    }

    private void add(
            PostingLine line, Map<String, AccountId> accounts, Map<String, BigInteger> values, List<Line> lines) {
        BigInteger value = line.amount().value(values);
        if (value.signum() == 0) {
            return;
        }
        if (value.bitLength() >= Long.SIZE || value.equals(BigInteger.valueOf(Long.MIN_VALUE))) {
            throw new AmountExceededException(
                    "amount: rule " + rule.event() + " (" + line + ") makes more than can be counted");
        }
        Money amount = Money.ofMinor(currency, value.longValue());
        if (amount.isNegative() && !line.turns()) {
            throw new InvalidRequestException(
                    "amount",
                    "rule " + rule.event() + " (" + line + ") makes " + amount + ", below zero; correct the amounts, or"
                            + " let the line turn if it may");
        }
        AccountId account = line.account().account(accounts, texts);
        Side side = amount.isNegative() ? other(line.side()) : line.side();
        lines.add(new Line(account, side, amount.isNegative() ? amount.negated() : amount));
    }

    private static Side other(Side side) {
        return side == Side.DEBIT ? Side.CREDIT : Side.DEBIT;
    }
}
