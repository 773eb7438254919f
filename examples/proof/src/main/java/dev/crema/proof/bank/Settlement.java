package dev.crema.proof.bank;

import dev.crema.context.Reference;
import dev.crema.ledger.Ledger;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import dev.crema.proof.trial.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Clears up, with everybody at rest, what nobody knows, and puts an end to what was left in the middle. */
final class Settlement {
    private static final int TRIES = 5;
    private static final int REPEATED = 300;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Ledger ledger;
    private final Memory memory;
    private final Findings findings;
    private final Answers answers;

    Settlement(Ledger ledger, Memory memory, Findings findings) {
        this.ledger = ledger;
        this.memory = memory;
        this.findings = findings;
        this.answers = new Answers(ledger, memory::note);
    }

    /**
     * What nobody knew.
     *
     * @param unknown how many orders of which nobody knew whether they had been done
     * @param happened how many of those were journals, and had been posted
     */
    record Unclear(int unknown, int happened) {}

    /** Asks again for everything of which nobody knows what became of it: it is done then, or refused. */
    Unclear clearUp() {
        List<Matter> unknown =
                memory.matters().stream().filter(Matter::isUnknown).toList();
        int happened = 0;
        for (Matter matter : unknown) {
            boolean posted = isPosted(matter.order());
            happened += posted ? 1 : 0;
            matter.askAnew();
            ask(matter);
            if (posted && !matter.isDone()) {
                findings.add(Kind.LOST, matter.order() + " was posted, and was refused when it was repeated");
            }
        }
        return new Unclear(unknown.size(), happened);
    }

    private boolean isPosted(Order order) {
        return !order.journals().isEmpty()
                && ledger.journal(new Reference(order.journals().get(0).reference()))
                        .isPresent();
    }

    private void ask(Matter matter) {
        for (int i = 0; i < TRIES; i++) {
            if (answers.ask(matter.order()) != Answers.Fate.TROUBLE) {
                return;
            }
            Patience.pass(PAUSE);
        }
        findings.add(Kind.WRONG, matter.order() + " cannot be cleared up");
    }

    /** Of those who want all that is in a purse, one gets it: by now at the latest. */
    void emptyPurses(Shift shift) {
        for (int i = 0; i < shift.purses(); i++) {
            String purse = shift.purse(i);
            answers.ask(Errands.withdrawal("r" + shift.round() + ".last." + i, purse));
            long got = memory.matters().stream()
                    .filter(Matter::isDone)
                    .filter(matter -> matter.order() instanceof Order.Post post
                            && post.legs().get(0).equals(new Leg(purse, Accounts.PURSE)))
                    .count();
            if (got != 1) {
                findings.add(got == 0 ? Kind.LOST : Kind.DOUBLED, purse + " was emptied by " + got);
            }
        }
    }

    /** Ends the holds that killed branches have left. */
    void releaseOpenHolds() {
        Set<String> ended = new HashSet<>();
        List<Order.Hold> holds = new ArrayList<>();
        memory.matters().stream().filter(Matter::isDone).map(Matter::order).forEach(order -> {
            if (order instanceof Order.Hold hold) {
                holds.add(hold);
            } else if (order instanceof Order.Capture capture && capture.last()) {
                ended.add(capture.account() + " " + capture.hold());
            } else if (order instanceof Order.Release release) {
                ended.add(release.account() + " " + release.hold());
            }
        });
        holds.stream()
                .filter(hold -> !ended.contains(hold.account() + " " + hold.hold()))
                .forEach(hold -> answers.ask(new Order.Release(hold.account(), hold.hold())));
    }

    /** Asks once more for some of what was done; that must change nothing, as the audit will see. */
    void repeatSome(Random random) {
        List<Matter> done =
                new ArrayList<>(memory.matters().stream().filter(Matter::isDone).toList());
        Collections.shuffle(done, random);
        done.stream().limit(REPEATED).map(Matter::order).forEach(answers::askAgain);
    }
}
