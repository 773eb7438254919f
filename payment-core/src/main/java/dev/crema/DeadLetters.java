package dev.crema;

import dev.crema.books.DeadLetter;
import dev.crema.books.PaymentBooks;
import dev.crema.context.BusinessContext;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import dev.crema.payment.Decision;
import dev.crema.payment.Payment;
import dev.crema.trade.Trade;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that was given up and waits for a person (死信): list it, see why and what a replay would do, then replay or
 * discard it. Who does so is logged, and a discarded letter says who and why. Thread-safe.
 */
public final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST = 100;

    private final PaymentBooks books;
    private final Engine engine;
    private final Scope scope;

    DeadLetters(Engine engine, Scope scope) {
        this.books = engine.books();
        this.engine = engine;
        this.scope = scope;
    }

    /**
     * The first dead letters, in the order of their ids.
     *
     * @param limit how many at most, 1 or more
     */
    public List<DeadLetter> list(int limit) {
        return books.deadLetters(scope, Optional.empty(), limit);
    }

    /** The dead letters that follow the given one, which may be gone by now. */
    public List<DeadLetter> list(DeadLetter.Id after, int limit) {
        return books.deadLetters(scope, Optional.of(after), limit);
    }

    /**
     * Why it was given up, and what a replay would do now, for people.
     *
     * @throws NotFoundException if there is no such dead letter in this scope
     */
    public String explain(DeadLetter.Id id) {
        DeadLetter letter = find(id);
        String whose = id.about().name().toLowerCase(Locale.ROOT) + " " + id.subject();
        String what = id.isWork()
                ? "The work of " + whose
                : "Event " + id.sequence() + " of " + whose + " for listener " + id.listener();
        String why = letter.reason().isEmpty() ? "no reason is recorded" : letter.reason();
        return what + " was given up at " + letter.since() + " after " + letter.tries() + " tries: " + why
                + ". It is part of " + letter.context() + ". A replay " + replayOf(letter) + ".";
    }

    private String replayOf(DeadLetter letter) {
        if (letter.state().isEmpty()) {
            return "would end here again, as what it is about is missing or cannot be read";
        }
        if (!letter.id().isWork()) {
            return "tells the listener again, which may have acted on this event before; its id says so";
        }
        return letter.id()
                .payment()
                .map(payment -> readable(() -> books.history(scope, payment))
                        .map(history -> Outlook.of(history, now())
                                .orElseGet(() -> "does nothing, as the payment is "
                                        + history.payment().state()))
                        .orElse("would end here again, as its payment is missing or cannot be read"))
                .orElseGet(() -> "tries its next step again, as the trade is "
                        + letter.state().get());
    }

    /**
     * Puts the work at the foot of its ladder again, due at once. A repeat changes nothing.
     *
     * @param who the person who wants it, for the log
     * @throws NotFoundException if there is no such dead letter in this scope
     * @throws InvalidStateException if it is the work of a payment or trade that a risk check holds back
     */
    public void replay(DeadLetter.Id id, String who) {
        requireText("who", who);
        Carried.with(context(id), () -> {
            putBack(id, who);
            return id;
        });
    }

    private void putBack(DeadLetter.Id id, String who) {
        id.payment()
                .flatMap(payment -> readable(() -> books.find(scope, payment)))
                .filter(Payment::isHeldBack)
                .ifPresent(held -> {
                    throw new InvalidStateException("payment " + held.id()
                            + " is held back by a risk check; release it, or cancel it, instead of replaying its work");
                });
        id.trade()
                .flatMap(trade -> readable(() -> books.findTrade(scope, trade)))
                .filter(Trade::isHeldBack)
                .ifPresent(held -> {
                    throw new InvalidStateException("trade " + held.id()
                            + " is held back by a risk check; release it, or undo it, instead of replaying its work");
                });
        if (!books.replay(scope, id, now())) {
            throw missing(id);
        }
        log.warn("dead letter {} replayed by {}", id, who);
        if (id.isWork()) {
            id.trade().ifPresent(trade -> engine.trading().again(scope, trade));
        }
        engine.worker().nudge();
    }

    /**
     * Gives it up for ever. An event is then not told to this listener any more. The decision is recorded for ever with
     * the payment or trade, and is part of its story.
     *
     * @param who the person who decides
     * @param why the reason; 100 characters each at most
     * @throws NotFoundException if there is no such dead letter in this scope
     * @throws dev.crema.failure.InvalidStateException if it is the work of a payment or trade that has not ended: its
     *     money waits for a decision, which discarding the work would hide
     */
    public void discard(DeadLetter.Id id, String who, String why) {
        requireText("who", who);
        requireText("why", why);
        Carried.with(context(id), () -> {
            giveUp(id, who, why);
            return id;
        });
    }

    private void giveUp(DeadLetter.Id id, String who, String why) {
        if (!books.discard(scope, id, new Decision("discard dead letter " + id, who, why, now()))) {
            throw missing(id);
        }
        log.warn("dead letter {} discarded by {}: {}", id, who, why);
    }

    /** What it is part of; of one that is not there, what the caller carries. */
    private BusinessContext context(DeadLetter.Id id) {
        return books.deadLetter(scope, id).map(DeadLetter::context).orElseGet(Carried::now);
    }

    /** What the books say, and nothing of a row that cannot be read: that may be why its work was given up. */
    private static <T> Optional<T> readable(Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (PaymentException e) {
            throw e; // the database is away
        } catch (RuntimeException e) {
            log.warn("what a dead letter is about cannot be read", e);
            return Optional.empty();
        }
    }

    private DeadLetter find(DeadLetter.Id id) {
        return books.deadLetter(scope, id).orElseThrow(() -> missing(id));
    }

    private static NotFoundException missing(DeadLetter.Id id) {
        return new NotFoundException("no dead letter " + id);
    }

    private static void requireText(String field, String text) {
        if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException(field, "give 1 to " + LONGEST + " characters on one line");
        }
    }

    private Instant now() {
        return engine.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
