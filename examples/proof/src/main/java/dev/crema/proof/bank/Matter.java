package dev.crema.proof.bank;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An order, and what came of it however often it was asked for. Guarded by the {@link Memory} that it is in. */
final class Matter {
    private final Order order;
    private int unanswered;
    private boolean unclear;
    private @Nullable String answer;

    Matter(Order order) {
        this.order = order;
    }

    Order order() {
        return order;
    }

    void asked() {
        unanswered++;
    }

    /** Returns whether this is the first time. */
    boolean done(String answered) {
        unanswered--;
        boolean first = answer == null;
        answer = first ? answered : answer;
        return first;
    }

    void notDone() {
        unanswered--;
    }

    void unknown() {
        unanswered--;
        unclear = true;
    }

    /** From now on only what is answered next counts: nobody is left who could still be waiting for an answer. */
    void askAnew() {
        unanswered = 0;
        unclear = false;
    }

    /** What was answered, if it was done. */
    Optional<String> answer() {
        return Optional.ofNullable(answer);
    }

    boolean isDone() {
        return answer != null;
    }

    /** Whether it may have been done without anybody having been told. */
    boolean isUnknown() {
        return !isDone() && (unclear || unanswered > 0);
    }
}
