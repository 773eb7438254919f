package dev.crema;

import dev.crema.books.PaymentBooks;
import dev.crema.failure.OverloadedException;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradeState;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for the answer to a payment or a trade that the workers carry on with. What is answered here is known at once; what
 * another instance of the application did is looked for every second, for so many of those who wait at a time, in turn.
 * There are never more than so many who wait.
 */
final class Answers<K, T> {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final int MOST = 10_000;
    private static final int LOOKS = 100;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Set<PaymentState> UNANSWERED = EnumSet.of(PaymentState.CREATED, PaymentState.PROCESSING);

    private final Function<T, K> id;
    private final UnaryOperator<T> present;
    private final Predicate<T> answered;
    private final Semaphore places = new Semaphore(MOST);
    private final Map<K, Waiting<T>> waiting = new ConcurrentHashMap<>();
    private final Map<K, T> justAnswered = Collections.synchronizedMap(new LastFew<>());
    private Iterator<Waiting<T>> round = Collections.emptyIterator();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private record Waiting<T>(T accepted, CompletableFuture<T> answer, long sinceNanos) {}

    /** Answers that may have come before the one who waits for them got here. */
    private static final class LastFew<K, T> extends LinkedHashMap<K, T> {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 256;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, T> eldest) {
            return size() > MOST;
        }
    }

    private Answers(Function<T, K> id, UnaryOperator<T> present, Predicate<T> answered) {
        this.id = id;
        this.present = present;
        this.answered = answered;
    }

    static Answers<PaymentId, Payment> ofPayments(PaymentBooks books) {
        return new Answers<>(
                Payment::id,
                payment -> books.find(payment.scope(), payment.id()).orElse(payment),
                payment -> payment.isHeldBack() || !UNANSWERED.contains(payment.state()));
    }

    static Answers<TradeId, Trade> ofTrades(PaymentBooks books) {
        return new Answers<>(
                Trade::id,
                trade -> books.findTrade(trade.scope(), trade.id()).orElse(trade),
                trade -> trade.isHeldBack() || trade.state() != TradeState.PAYING || waitsForNews(trade));
    }

    /** Something is under way, and no channel is still to be asked. */
    private static boolean waitsForNews(Trade trade) {
        Set<PaymentState> open = EnumSet.noneOf(PaymentState.class);
        trade.payments().forEach(each -> open.add(each.payment().state()));
        open.removeIf(state -> state.isTerminal() || state == PaymentState.AUTHORIZED);
        return !open.isEmpty() && Collections.disjoint(open, UNANSWERED);
    }

    /**
     * Accepts a request and waits for its answer.
     *
     * @throws OverloadedException before it is accepted, if too many wait
     */
    Pending<T> to(Supplier<T> acceptance) {
        if (!places.tryAcquire()) {
            throw new OverloadedException(
                    MOST + " requests wait for their answers here; nothing was written, repeat this one later");
        }
        T accepted;
        try {
            accepted = acceptance.get();
        } catch (Throwable t) {
            places.release();
            throw t;
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (answered.test(accepted)) {
            answer.complete(accepted);
            places.release();
        } else {
            answer = join(accepted, answer);
            startLooking();
        }
        return new Pending<>(accepted, answer, () -> present.apply(accepted));
    }

    /** One who repeats a request waits together with those who made it. */
    private CompletableFuture<T> join(T accepted, CompletableFuture<T> answer) {
        Waiting<T> joined =
                waiting.computeIfAbsent(id.apply(accepted), any -> new Waiting<>(accepted, answer, System.nanoTime()));
        if (joined.answer() != answer) {
            places.release(); // the other one has a place already
        }
        T already = justAnswered.get(id.apply(accepted));
        if (already != null) {
            answered(already);
        }
        return joined.answer();
    }

    /** The channel was asked, and this is what became of it. */
    void answered(T now) {
        justAnswered.put(id.apply(now), now); // before the look at who waits: one of the two sees the other
        Waiting<T> awaited = waiting.remove(id.apply(now));
        if (awaited != null) {
            places.release();
            awaited.answer().completeAsync(() -> now);
        }
    }

    void stop() {
        stopped.countDown();
    }

    private void startLooking() {
        if (looking.compareAndSet(false, true)) {
            Thread thread = new Thread(this::look, "crema-answers");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void look() {
        try {
            while (!stopped.await(1, TimeUnit.SECONDS)) {
                lookRound();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on where the last look ended, so that each one's turn comes however many wait. */
    private void lookRound() {
        if (!round.hasNext()) {
            round = waiting.values().iterator();
        }
        boolean reached = true;
        for (int i = 0; i < LOOKS && reached && round.hasNext(); i++) {
            reached = look(round.next());
        }
    }

    /** Something has happened to what bears this id, of which somebody may wait for the answer. */
    void look(K changed) {
        Waiting<T> awaited = waiting.get(changed);
        if (awaited != null) {
            look(awaited);
        }
    }

    /** Returns whether it could be looked at: a database that is away is not asked for everybody who waits. */
    private boolean look(Waiting<T> awaited) {
        try {
            T now = present.apply(awaited.accepted());
            boolean late = System.nanoTime() - awaited.sinceNanos() > LONGEST.toNanos();
            if (late || answered.test(now)) {
                answered(now);
            }
            return true;
        } catch (RuntimeException e) {
            log.debug("{} could not be looked at", id.apply(awaited.accepted()), e);
            return false;
        }
    }
}
