package dev.crema.trade;

import dev.crema.context.Reference;
import dev.crema.failure.NotFoundException;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import dev.crema.payment.PaymentState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was paid for an order, how, and what was refunded: read from all the trades that it is part of.
 *
 * @param order the business's own id of it
 * @param trades the trades, oldest first, at least one
 */
public record OrderStatement(Reference order, List<Trade> trades) {
    public OrderStatement {
        trades = List.copyOf(trades);
        if (trades.isEmpty()) {
            throw new NotFoundException("no trade with order " + order);
        }
    }

    /** What was paid for it, whatever was given back since; in the currency of the first trade that still pays for it. */
    public Money paid() {
        return sum(payments().map(each -> each.payment().amount()));
    }

    /** What was given back of it. */
    public Money refunded() {
        return sum(payments().map(TradePayment::returned));
    }

    /** What it is paid with now: paid less refunded. */
    public Money balance() {
        return paid().minus(refunded());
    }

    /**
     * How it was paid: of each trade the payments by which the payer paid, those that succeeded. Where several orders
     * were paid together, these are for all of them.
     */
    public List<TradePayment> means() {
        return trades.stream()
                .flatMap(Trade::paying)
                .filter(OrderStatement::succeeded)
                .toList();
    }

    /**
     * The payments whose sum the order was paid with: the payer's own where it is paid alone, and where it is paid with
     * others those that pass its part on.
     */
    private Stream<TradePayment> payments() {
        return trades.stream()
                .filter(trade -> trade.amount().currency().equals(currency()))
                .flatMap(trade -> trade.deal().orders().size() == 1 ? trade.paying() : passedOn(trade))
                .filter(OrderStatement::succeeded);
    }

    private Stream<TradePayment> passedOn(Trade trade) {
        return trade.payments().stream()
                .filter(each -> each.role() == TradePayment.Role.STEP)
                .filter(each -> trade.plan().step(each.step()).order().equals(Optional.of(order)));
    }

    private static boolean succeeded(TradePayment each) {
        return each.payment().state() == PaymentState.SUCCEEDED;
    }

    private Money sum(Stream<Money> amounts) {
        return amounts.reduce(Money.zero(currency()), Money::plus);
    }

    private Currency currency() {
        return trades.stream()
                .filter(trade -> trade.state().isPaid())
                .findFirst()
                .orElse(trades.get(0))
                .amount()
                .currency();
    }
}
