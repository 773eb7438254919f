package dev.crema.proof.bank;

import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.OutcomeUnknownException;
import dev.crema.failure.PaymentException;
import dev.crema.ledger.Ledger;
import java.util.function.Consumer;

/** Asks the ledger for orders and notes each answer before anything else. Safe for use by many threads. */
final class Answers {
    private final Ledger ledger;
    private final Consumer<String> notes;

    /** @param notes where the lines go that {@link Tape} describes */
    Answers(Ledger ledger, Consumer<String> notes) {
        this.ledger = ledger;
        this.notes = notes;
    }

    /** What came of an order, for whoever asked. */
    enum Fate {
        DONE,
        REFUSED,
        /** The ledger could not say or do it now. */
        TROUBLE
    }

    /** Asks for an order, for the first time or after an answer that left it open. */
    Fate ask(Order order) {
        notes.accept("asked " + order);
        try {
            notes.accept("done " + order.key() + " " + order.ask(ledger));
            return Fate.DONE;
        } catch (OutcomeUnknownException e) {
            notes.accept("unknown " + order.key());
            return Fate.TROUBLE;
        } catch (PaymentException e) {
            return notDone(order, e);
        } catch (RuntimeException e) {
            notes.accept("unknown " + order.key());
            wrong(order, "ended in " + e);
            return Fate.TROUBLE;
        }
    }

    private Fate notDone(Order order, PaymentException e) {
        notes.accept((e.isRetryable() ? "nothing " : "refused ") + order.key() + " " + e.code());
        if (e.isRetryable()) {
            return Fate.TROUBLE;
        }
        if (!(e instanceof InsufficientFundsException || e instanceof InvalidStateException)) {
            wrong(order, "was refused for no reason: " + e);
        }
        return Fate.REFUSED;
    }

    /** Asks for an order that was done before. Whether the answer is the same, whoever reads the notes sees. */
    void askAgain(Order order) {
        notes.accept("asked " + order);
        try {
            notes.accept("done " + order.key() + " " + order.ask(ledger));
        } catch (PaymentException e) {
            notes.accept("unknown " + order.key());
            if (!e.isRetryable()) {
                wrong(order, "was done and is refused when it is repeated: " + e);
            }
        } catch (RuntimeException e) {
            notes.accept("unknown " + order.key());
            wrong(order, "was done and, when it is repeated, ends in " + e);
        }
    }

    /** Asks for something that has to be refused in this way. */
    void askInVain(Order order, Class<? extends PaymentException> refusal) {
        try {
            wrong(order, "had to be refused and was answered: " + order.ask(ledger));
        } catch (PaymentException e) {
            if (!refusal.isInstance(e) && !e.isRetryable()) {
                wrong(order, "had to be refused by " + refusal.getSimpleName() + " and was by " + e);
            }
        } catch (RuntimeException e) {
            wrong(order, "had to be refused and ended in " + e);
        }
    }

    private void wrong(Order order, String what) {
        notes.accept("wrong " + order + " " + what.replace('\n', ' '));
    }
}
