package dev.crema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The story of a payment or a trade (支付说明): what was asked for, what was done and said, what was booked, and what
 * happens next.
 * For people; its words may change, its topics do not. Messages carry no card number in full.
 *
 * @param of whose story it is: {@code payment} or {@code trade}, and its id
 * @param lines what happened, oldest first
 * @param next what happens next
 */
public record Explanation(String of, List<Line> lines, Next next) {
    /** What a line is about. */
    public enum Topic {
        /** What was asked for. */
        REQUEST,
        /** The plan, the step of it that the payment carries out, and why it is that plan. */
        PLAN,
        /** Which channel was chosen, and why. */
        ROUTE,
        /** A state that the payment or trade came to. */
        STATE,
        /** A call of a channel, and what it answered. */
        CALL,
        /** What the channel told by itself: a webhook, a line of its bill. */
        NEWS,
        /** A line in the books. */
        ENTRY,
        /** Where a channel's word and ours disagree, and the money that is held because of it. */
        DIFFERENCE,
        /** What a person decided. */
        DECISION,
        /** A capture or refund of this payment, or a payment of this trade. */
        CHILD,
        /** What a listener was told, or was to be told. */
        EVENT
    }

    /** Something that happened. */
    public record Line(Instant at, Topic topic, String text) {
        @Override
        public String toString() {
            return at + "  " + String.format("%-10s", topic) + "  " + text;
        }
    }

    /**
     * What happens next.
     *
     * @param at when; empty when nothing happens by itself
     * @param text what, for people
     */
    public record Next(Optional<Instant> at, String text) {
        @Override
        public String toString() {
            return at.map(when -> when + "  ").orElse("") + text;
        }
    }

    public Explanation {
        lines = List.copyOf(lines);
    }

    /** The whole story, one line each. */
    @Override
    public String toString() {
        return of + "\n" + lines.stream().map(line -> "  " + line + "\n").collect(Collectors.joining()) + "  next: "
                + next;
    }
}
