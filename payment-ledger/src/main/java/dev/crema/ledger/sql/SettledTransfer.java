package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Transfer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A transfer whose whole life is the moment in which it was accepted, to be written with the journal that settles it and
 * not without that.
 *
 * @param payment as it has ended
 */
record SettledTransfer(Payment payment) {
    /** The states it goes through, each of which is a version. */
    static final List<PaymentState> LIFE =
            List.of(PaymentState.CREATED, PaymentState.PROCESSING, PaymentState.SUCCEEDED);

    /** What no two transfers share. */
    record Key(Scope scope, Reference reference) {}

    /** The payment as it ends, if it is a transfer that nobody is to hold first. */
    static Optional<SettledTransfer> of(Payment payment) {
        boolean atOnce = payment.state() == LIFE.get(0)
                && payment.version() == 1
                && !payment.isHeldBack()
                && payment.request() instanceof Transfer
                && payment.deadline().isEmpty();
        if (!atOnce) {
            return Optional.empty();
        }
        List<Payment> life = Acceptor.withinBooks(payment);
        return Optional.of(new SettledTransfer(life.get(life.size() - 1)));
    }

    Key key() {
        return new Key(payment.scope(), payment.reference());
    }

    Transfer request() {
        return (Transfer) payment.request();
    }

    Instant at() {
        return payment.createdAt();
    }
}
