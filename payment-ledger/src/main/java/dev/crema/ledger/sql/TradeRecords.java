package dev.crema.ledger.sql;

import dev.crema.books.Acceptance;
import dev.crema.books.Progressed;
import dev.crema.books.TradeHistory;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.LedgerInvariantException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.RequestInProgressException;
import dev.crema.failure.StorageException;
import dev.crema.payment.Decision;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Refund;
import dev.crema.trade.Move;
import dev.crema.trade.Mover;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradePayment;
import dev.crema.trade.TradeState;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of trades, each with the record of it. A transaction locks the trade's payments, then the trade, then
 * accounts; and since each booking locks its accounts in the order of their names, a second booking waits for the next
 * transaction.
 */
final class TradeRecords {
    private static final Logger log = LoggerFactory.getLogger(TradeRecords.class);

    private final TradeTable trades = new TradeTable();
    private final TradePaymentTable tradePayments;
    private final TradeTaskTable tasks = new TradeTaskTable();
    private final ReferenceTable references;
    private final Acceptor acceptor;
    private final Settlement settlement;

    private final DeliveryTable deliveries;
    private final PaidOrders paidOrders;

    TradeRecords(
            TradePaymentTable tradePayments,
            ReferenceTable references,
            Acceptor acceptor,
            Settlement settlement,
            DeliveryTable deliveries,
            PaidOrders paidOrders) {
        this.deliveries = deliveries;
        this.paidOrders = paidOrders;
        this.tradePayments = tradePayments;
        this.references = references;
        this.acceptor = acceptor;
        this.settlement = settlement;
    }

    Progressed begin(Handle handle, Trade trade, String fingerprint, Mover mover, Instant due) {
        if (!references.take(handle, trade, fingerprint)) {
            return new Progressed(bearer(handle, trade, fingerprint), true, List.of(), false);
        }
        paidOrders.refuses(handle, trade, others(handle)).ifPresent(why -> {
            throw new InvalidStateException(why.message());
        });
        trades.insert(handle, trade);
        tasks.insert(handle, trade.id(), trade.createdAt());
        return new Going(handle, trade, mover, trade.createdAt(), due).on();
    }

    private Trade bearer(Handle handle, Trade trade, String fingerprint) {
        return bearer(handle, trade.scope(), trade.reference(), fingerprint)
                .orElseThrow(() -> new RequestInProgressException(
                        "reference " + trade.reference() + " is being handled right now; repeat the request"));
    }

    /** The trade that bears the reference; refuses another checkout with the same. */
    Optional<Trade> bearer(Handle handle, Scope scope, Reference reference, String fingerprint) {
        return references.findTrade(handle, scope, reference).map(bearer -> {
            if (!bearer.fingerprint().equals(fingerprint)) {
                throw new IdempotencyConflictException("reference " + reference + " was used for another checkout, "
                        + bearer.trade() + "; use a reference of its own for each");
            }
            return find(handle, bearer.trade()).orElseThrow();
        });
    }

    Progressed advance(Handle handle, TradeId id, Mover mover, Instant now, Instant due) {
        return new Going(handle, lock(handle, id), mover, now, due).on();
    }

    Progressed turn(
            Handle handle,
            Scope scope,
            TradeId id,
            UnaryOperator<Trade> decision,
            Mover mover,
            Instant now,
            Instant due) {
        Trade trade = lock(handle, scope, id);
        Going going = new Going(handle, trade, mover, now, due);
        going.turn(decision.apply(trade));
        return going.on();
    }

    Progressed release(Handle handle, Scope scope, TradeId id, Decision decision, Mover mover, Instant due) {
        Trade trade = lock(handle, scope, id);
        if (!DecisionTable.OF_TRADES.decided(handle, id.value(), decision)) {
            return new Progressed(trade, true, List.of(), false);
        }
        Going going = new Going(handle, trade, mover, decision.at(), due);
        going.turn(trade.released());
        return going.on();
    }

    private Trade lock(Handle handle, Scope scope, TradeId id) {
        Trade trade = lock(handle, id);
        if (!trade.scope().equals(scope)) {
            throw new NotFoundException("no trade " + id);
        }
        return trade;
    }

    private Trade lock(Handle handle, TradeId id) {
        Set<String> locked = tradePayments.lock(handle, id);
        Trade trade = trades.lock(handle, id).orElseThrow(() -> new NotFoundException("no trade " + id));
        return tradePayments.complete(handle, trade, locked);
    }

    Optional<Trade> find(Handle handle, TradeId id) {
        return trades.find(handle, id).map(trade -> tradePayments.complete(handle, trade));
    }

    Optional<TradeHistory> history(Handle handle, TradeId id) {
        return find(handle, id)
                .map(trade -> new TradeHistory(
                        trade,
                        trades.transitions(handle, id),
                        DecisionTable.OF_TRADES.of(handle, id.value()),
                        TrailTable.work(handle, id)));
    }

    private Function<TradeId, Trade> others(Handle handle) {
        return id -> find(handle, id).orElseThrow();
    }

    TradeTable trades() {
        return trades;
    }

    /** One trade on its way through one transaction. */
    private final class Going {
        private final Handle handle;
        private final Mover mover;
        private final Instant now;
        private final Instant due;
        private final List<PaymentId> touched = new ArrayList<>();
        private Trade stored;
        private Trade trade;
        private boolean booked;

        Going(Handle handle, Trade trade, Mover mover, Instant now, Instant due) {
            this.handle = handle;
            this.mover = mover;
            this.now = now;
            this.due = due;
            this.stored = trade;
            this.trade = trade;
        }

        Progressed on() {
            while (true) {
                Move move = mover.next(trade);
                if (booked && books(move)) {
                    turn(trade);
                    tasks.rest(handle, trade.id(), Optional.of(due), Optional.empty(), now);
                    return new Progressed(trade, false, touched, true);
                }
                move = done(move);
                if (move instanceof Move.Turn turned) {
                    turn(unlessPaidBefore(turned.next()));
                } else if (move instanceof Move.Rest rest) {
                    turn(rest.next());
                    tasks.rest(handle, trade.id(), rest.until(), trade.attention(), now);
                    return new Progressed(trade, false, touched, false);
                }
            }
        }

        /** Whoever has paid for an order more than the whole of it gets it back. */
        private Trade unlessPaidBefore(Trade next) {
            if (trade.state() != TradeState.PAYING || !next.state().isPaid()) {
                return next;
            }
            booked = true; // an order is locked: accounts, which come before orders, wait for the next transaction
            return paidOrders
                    .pay(handle, trade, now, others(handle))
                    .map(why -> trade.undo(TradeState.FAILED, why, now))
                    .orElse(next);
        }

        /** Whether the move locks accounts. */
        private boolean books(Move move) {
            return move instanceof Move.Capture
                    || move instanceof Move.Cancel
                    || (move instanceof Move.Begin begin
                            && begin.payment().from().isPresent());
        }

        /** Does what the move asks of payments, or takes what is made of the refusal. */
        private Move done(Move move) {
            if (move instanceof Move.Turn || move instanceof Move.Rest) {
                return move;
            }
            Savepoint start = savepoint();
            try {
                act(move);
                booked |= books(move);
                return move;
            } catch (LedgerInvariantException broken) {
                throw broken;
            } catch (PaymentException refused) {
                if (refused.isRetryable()) {
                    throw refused;
                }
                undo(start);
                log.info("trade {} ({}): refused {}", trade.id(), trade.reference(), refused.getMessage());
                return mover.refused(trade, move, refused);
            }
        }

        private void act(Move move) {
            if (move instanceof Move.Begin begin) {
                begin.instead().ifPresent(this::cancel);
                begin(begin);
            } else if (move instanceof Move.Capture capture) {
                trade = trade.with(settlement.capture(handle, trade.scope(), capture.payment(), now));
            } else if (move instanceof Move.Cancel cancel) {
                cancel(cancel.payment());
            }
        }

        private void begin(Move.Begin begin) {
            Payment payment = begin.payment();
            boolean withinBooks = payment.staysWithinBooks();
            // One thread can call for one payment: the workers may take the others at once.
            Payment accepted = acceptor.accept(
                            handle, new Acceptance(payment, withinBooks, touched.isEmpty() ? due : now))
                    .payment();
            int number = trade.payments().size() + 1;
            TradePayment made = TradePayment.made(number, begin.step(), begin.role(), accepted, begin.why());
            tradePayments.insert(handle, trade.id(), made);
            trade = trade.with(made);
            if (accepted.request() instanceof Refund) {
                trade = tradePayments.complete(handle, trade); // what it gives back is taken from the original
            }
            touch(accepted);
        }

        private void cancel(PaymentId payment) {
            Payment cancelled = settlement.cancel(handle, trade.scope(), payment, now);
            trade = trade.with(cancelled);
            touch(cancelled);
        }

        /** Whoever runs this carries on with what a channel has to be asked for. */
        private void touch(Payment payment) {
            if (!payment.state().isTerminal() && payment.state() != PaymentState.AUTHORIZED) {
                touched.add(payment.id());
            }
        }

        private Savepoint savepoint() {
            try {
                return handle.getConnection().setSavepoint();
            } catch (SQLException e) {
                throw new StorageException("no savepoint could be set: " + e.getMessage(), e);
            }
        }

        private void undo(Savepoint start) {
            try {
                handle.getConnection().rollback(start);
            } catch (SQLException e) {
                throw new StorageException("a refused step could not be taken back: " + e.getMessage(), e);
            }
        }

        void turn(Trade next) {
            trades.update(handle, stored, next);
            if (next.version() != stored.version()) {
                trades.entered(handle, next);
                if (next.state().isTold()) {
                    deliveries.insert(handle, next);
                }
            }
            stored = next;
            trade = next;
        }
    }
}
