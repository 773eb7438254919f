package dev.crema;

import dev.crema.books.PaymentBooks;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.refund.RefundRules;
import dev.crema.retry.Ladder;
import dev.crema.route.RouteRules;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import java.time.Clock;
import java.util.Map;

/** The parts of a running library, put together once. */
record Engine(
        PaymentBooks books,
        AcceptFlow accepting,
        AcceptFlow submitting,
        Answers<PaymentId, Payment> answers,
        Answers<TradeId, Trade> tradeAnswers,
        CallFlow calling,
        TradeFlow trading,
        Door door,
        Worker worker,
        Upkeep upkeep,
        Clock clock) {
    static Engine assemble(
            PaymentBooks books,
            Channels channels,
            Listeners listeners,
            Listeners tradeListeners,
            Limits limits,
            RefundRules refunds,
            Risks risks,
            Plans plans,
            RouteRules routes,
            Clock clock,
            Ladder ladder,
            WorkerOptions options,
            Policies policies,
            Protection protection,
            Map<String, WhenDown> whenDown) {
        channels.requireConfigured("whenDown", whenDown.keySet());
        plans.rules().channels().forEach((rule, named) -> channels.requireConfigured("plan rule " + rule, named));
        Guards guards = new Guards(protection, whenDown, clock);
        Routing routing = new Routing(routes, channels, guards, plans.health(), clock);
        Door door = new Door(protection.requestsAtOnce());
        CallFlow calling =
                new CallFlow(books, channels, guards, plans.health(), clock, ladder, policies, options.lease());
        DeliverFlow delivering = new DeliverFlow(books, listeners, tradeListeners, clock, ladder);
        Answers<PaymentId, Payment> answers = Answers.ofPayments(books);
        Answers<TradeId, Trade> tradeAnswers = Answers.ofTrades(books);
        Worker worker = new Worker(
                books, channels, calling, answers, tradeAnswers, listeners, tradeListeners, delivering, clock, options);
        AcceptFlow accepting = new AcceptFlow(
                books, channels, limits, refunds, guards, risks, door, calling, worker, clock, options.lease(), true);
        AcceptFlow submitting = new AcceptFlow(
                books, channels, limits, refunds, guards, risks, door, calling, worker, clock, options.lease(), false);
        TradeFlow trading =
                new TradeFlow(books, accepting, answers, door, risks, plans, routing, clock, ladder, options.lease());
        worker.trades(trading);
        Upkeep upkeep = new Upkeep(books, clock, options.keep());
        return new Engine(
                books, accepting, submitting, answers, tradeAnswers, calling, trading, door, worker, upkeep, clock);
    }

    void start() {
        worker.start();
        if (worker.isActive()) {
            upkeep.start();
        }
    }

    void close() {
        upkeep.stop();
        answers.stop();
        tradeAnswers.stop();
        worker.close();
        if (clock instanceof SharedClock shared) {
            shared.close();
        }
    }
}
