package dev.crema.proof.bank;

import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.proof.bank.Answers.Fate;
import dev.crema.proof.trial.Patience;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** One of those at a branch who ask the ledger for what customers want, one order after the other. */
final class Teller implements Runnable {
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final int REMEMBERED = 50;

    private final Shift shift;
    private final String name;
    private final Answers answers;
    private final BooleanSupplier open;
    private final Random random;
    private final Errands errands;
    private final Deque<Order> done = new ArrayDeque<>();
    private int asked;
    private int shared;

    /**
     * A teller of a branch.
     *
     * @param branch no other one, of this round or another, has its number
     * @param desk counts the tellers of the branch from 0
     * @param open whether there is still something to be done
     */
    Teller(Shift shift, int branch, int desk, Answers answers, BooleanSupplier open) {
        this.shift = shift;
        this.name = "r" + shift.round() + ".b" + branch + ".t" + desk;
        this.answers = answers;
        this.open = open;
        this.random = new Random(shift.seed() * 1_000_003 + branch * 101L + desk);
        this.errands = new Errands(random, desk % 2 == 0);
        this.shared = desk;
    }

    @Override
    public void run() {
        for (int purse = 0; purse < shift.purses(); purse++) {
            ask(Errands.withdrawal(nextReference(), shift.purse(purse)));
        }
        while (open.getAsBoolean()) {
            next();
        }
    }

    private void next() {
        int which = random.nextInt(100);
        if (which < 36) {
            ask(errands.transfer(nextReference()));
        } else if (which < 40) {
            ask(errands.linked(nextReference()));
        } else if (which < 50) {
            ask(errands.split(nextReference()));
        } else if (which < 56) {
            ask(errands.exchange(nextReference()));
        } else if (which < 66) {
            holdAndEnd(errands.hold(nextReference()));
        } else if (which < 80) {
            askForShared();
        } else if (which < 84) {
            answers.askInVain(errands.overdraft(nextReference()), InsufficientFundsException.class);
        } else if (!done.isEmpty()) {
            repeat(which < 94);
        }
    }

    private String nextReference() {
        return name + "." + ++asked;
    }

    private Fate ask(Order order) {
        Fate fate = answers.ask(order);
        if (fate == Fate.TROUBLE) {
            Patience.pass(BREATH); // the database may be away
        } else if (fate == Fate.DONE) {
            done.addLast(order);
            if (done.size() > REMEMBERED) {
                done.removeFirst();
            }
        }
        return fate;
    }

    private void holdAndEnd(Order.Hold hold) {
        if (ask(hold) != Fate.DONE) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> ask(errands.capture(hold));
            case 1 -> ask(new Order.Release(hold.account(), hold.hold()));
            default -> {
                Order.Capture part = errands.part(hold);
                if (ask(part) == Fate.DONE) {
                    ask(
                            random.nextBoolean()
                                    ? errands.rest(hold, part)
                                    : new Order.Release(hold.account(), hold.hold()));
                }
            }
        }
    }

    /** The same orders at every branch, at about the same time: one of them is the first, and nobody knows which. */
    private void askForShared() {
        int n = shared;
        shared += Branch.TELLERS;
        String reference = "r" + shift.round() + ".shared." + n;
        Errands same = shift.shared(n);
        if (n % 3 > 0) {
            ask(n % 3 == 1 ? same.transfer(reference) : same.split(reference));
            return;
        }
        Order.Hold hold = same.hold(reference);
        Order.Capture part = same.part(hold);
        Order.Capture rest = same.rest(hold, part);
        if (ask(hold) == Fate.DONE) { // whatever one branch does then, the other may have done or have made impossible
            ask(random.nextBoolean() ? part : new Order.Release(hold.account(), hold.hold()));
            ask(random.nextBoolean() ? rest : new Order.Release(hold.account(), hold.hold()));
        }
    }

    private void repeat(boolean alike) {
        Order order = List.copyOf(done).get(random.nextInt(done.size()));
        if (alike) {
            answers.askAgain(order);
        } else if (order instanceof Order.Post post) {
            answers.askInVain(otherwise(post), IdempotencyConflictException.class);
        } else if (order instanceof Order.Hold hold) {
            answers.askInVain(
                    new Order.Hold(hold.account(), hold.hold(), hold.minor() + 1), IdempotencyConflictException.class);
        }
    }

    /** The same reference for one minor unit more. */
    private static Order otherwise(Order.Post post) {
        List<Leg> legs = new ArrayList<>(post.legs());
        for (int i = 0; i < 2; i++) { // the first two are always of one currency and on either side
            Leg leg = legs.get(i);
            legs.set(i, new Leg(leg.account(), leg.minor() + Long.signum(leg.minor())));
        }
        return new Order.Post(post.reference(), legs);
    }
}
