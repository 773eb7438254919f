package dev.crema;

import dev.crema.books.History;
import dev.crema.payment.Attempt;
import dev.crema.payment.Lifecycle;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Work;
import java.time.Instant;
import java.util.Optional;

/** What a worker would do for a payment, in words. */
final class Outlook {
    private Outlook() {}

    /** A verb phrase, such as "asks channel alipay what became of it"; empty when there is nothing to do but wait. */
    static Optional<String> of(History history, Instant at) {
        Payment payment = history.payment();
        Optional<Attempt> lastSend = history.attempts().stream()
                .filter(attempt -> attempt.work() == Work.SEND)
                .reduce((earlier, later) -> later);
        return Lifecycle.work(payment, lastSend, at).map(work -> inWords(work, payment));
    }

    private static String inWords(Work work, Payment payment) {
        return switch (work) {
            case SEND ->
                "asks channel " + payment.channel() + " for " + payment.amount()
                        + " under the same reference on each repeat";
            case QUERY -> "asks channel " + payment.channel() + " what became of it, and sends nothing";
            case WAIT -> "waits for its captures, and then lets go of the rest";
            case CLOSE ->
                "asks channel " + payment.channel()
                        + (payment.state() == PaymentState.AUTHORIZED
                                        || payment.state().isTerminal()
                                ? " to let go of what it has set aside"
                                : " to take no more money for it");
            case LAPSE -> "ends it here, as the channel has nothing of it";
        };
    }
}
