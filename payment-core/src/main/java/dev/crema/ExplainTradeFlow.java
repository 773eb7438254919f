package dev.crema;

import dev.crema.Explanation.Line;
import dev.crema.Explanation.Next;
import dev.crema.Explanation.Topic;
import dev.crema.books.PaymentBooks;
import dev.crema.books.TradeHistory;
import dev.crema.books.Trail;
import dev.crema.context.Scope;
import dev.crema.failure.NotFoundException;
import dev.crema.payment.Payment;
import dev.crema.plan.Step;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradePayment;
import dev.crema.trade.TradeState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells the story of a trade out of everything that is recorded of it. */
final class ExplainTradeFlow {
    private final PaymentBooks books;
    private final Clock clock;

    ExplainTradeFlow(PaymentBooks books, Clock clock) {
        this.books = books;
        this.clock = clock;
    }

    Explanation explain(Scope scope, TradeId id) {
        TradeHistory history = books.tradeHistory(scope, id).orElseThrow(() -> new NotFoundException("no trade " + id));
        Trade trade = history.trade();
        List<Line> lines = new ArrayList<>();
        lines.add(request(trade));
        lines.add(new Line(
                trade.createdAt(),
                Topic.PLAN,
                trade.plan().name() + ": " + trade.plan().why()));
        trade.plan().steps().forEach(step -> lines.add(new Line(trade.createdAt(), Topic.PLAN, step.toString())));
        history.transitions()
                .forEach(step -> lines.add(new Line(
                        step.at(),
                        Topic.STATE,
                        step.state() + step.reason().map(ExplainFlow::inWords).orElse(""))));
        trade.payments().forEach(part -> lines.addAll(payment(trade, part)));
        history.decisions().forEach(decision -> lines.add(ExplainFlow.decision(decision)));
        history.work().stream()
                .filter(task -> !task.listener().isEmpty())
                .forEach(task -> ExplainFlow.told(task).ifPresent(lines::add));
        lines.sort(Comparator.comparing(Line::at)); // stable: what happened at one instant stays in the order of topics
        return new Explanation("trade " + id, lines, next(history));
    }

    private static Line request(Trade trade) {
        String orders = trade.deal().orders().stream()
                .map(order -> order.id() + " of " + order.amount() + " to " + order.payee())
                .collect(Collectors.joining(", "));
        return new Line(
                trade.createdAt(),
                Topic.REQUEST,
                trade.deal().type() + " of " + trade.amount() + " as " + trade.reference() + " by "
                        + trade.deal().payer() + " for " + orders + ", part of " + trade.context());
    }

    private static List<Line> payment(Trade trade, TradePayment part) {
        Payment payment = part.payment();
        Step step = trade.plan().step(part.step());
        String does = part.role() == TradePayment.Role.STEP ? "carries out step " : "gives back step ";
        String said = payment.reason().map(ExplainFlow::inWords).orElse("");
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                payment.createdAt(),
                Topic.CHILD,
                "payment " + payment.id() + " of " + payment.amount() + " " + does + step.number() + ", " + step.name()
                        + ": " + payment.state() + said));
        if (step.collects()) {
            lines.add(new Line(payment.createdAt(), Topic.ROUTE, payment.channel() + ", because of " + part.why()));
        }
        return lines;
    }

    private Next next(TradeHistory history) {
        Trade trade = history.trade();
        Optional<Instant> due =
                history.work().stream().filter(Trail.Task::isOwn).findFirst().flatMap(Trail.Task::due);
        if (due.isPresent() && trade.isHeldBack()) {
            return new Next(due, ExplainFlow.ENDS_UNLESS_RELEASED);
        }
        if (due.isPresent()) {
            String what = trade.state() == TradeState.AWAITING_CONFIRMATION
                            && due.get().isAfter(clock.instant())
                    ? "unless it is confirmed before, it is taken as "
                            + trade.plan().unconfirmed() + " says"
                    : "a worker takes its next step";
            return new Next(due, what);
        }
        if (trade.attention().isPresent()) {
            return new Next(Optional.empty(), "nothing by itself: it waits for a person, which is STUCK");
        }
        if (trade.state().isEnd()) {
            return ExplainFlow.telling(history.work())
                    .orElseGet(() -> new Next(Optional.empty(), "nothing: it has ended and everybody was told"));
        }
        if (trade.state() == TradeState.AWAITING_CONFIRMATION) {
            return new Next(Optional.empty(), "nothing until the host confirms it or calls it off");
        }
        String waits = trade.payments().stream()
                .map(TradePayment::payment)
                .filter(payment -> !payment.state().isTerminal())
                .map(payment -> payment.id() + ", which is " + payment.state())
                .collect(Collectors.joining(", and of payment "));
        return new Next(Optional.empty(), "it goes on with the end of payment " + waits);
    }
}
