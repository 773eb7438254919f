package dev.crema.plan;

import dev.crema.context.Reference;
import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.Optional;

/**
 * One step of a plan: a payment in one of the forms, or the capture of one that an earlier step has set aside.
 *
 * @param number counts the steps of the plan from 1
 * @param name what people call it, for example {@code hold-wallet}
 * @param action what is done
 * @param phase when it is done
 * @param from the account that is debited; empty where the money comes from a channel
 * @param into the account that is credited
 * @param amount how much, positive
 * @param channel the channel that was asked for; empty where none is needed or the routing rules choose
 * @param order the order that it is for; empty where it is for the trade as a whole
 * @param target for a capture, the number of the step that set the amount aside; 0 otherwise
 */
public record Step(
        int number,
        String name,
        Action action,
        Phase phase,
        Optional<AccountId> from,
        Optional<AccountId> into,
        Money amount,
        Optional<String> channel,
        Optional<Reference> order,
        int target) {
    /** What a step does. */
    public enum Action {
        /** Moves money between two accounts. */
        TRANSFER,
        /** Sets money of an account aside for another. */
        HOLD,
        /** Brings money from a channel into an account. */
        TOP_UP,
        /** Has a channel set the payer's money aside. */
        AUTHORIZE,
        /** Moves what an earlier step has set aside. */
        CAPTURE
    }

    /** When a step is done. */
    public enum Phase {
        /** When the payer pays. */
        PAY,
        /** When the host confirms: the goods were received, or what was authorized is to be captured. */
        CONFIRM
    }

    public Step {
        amount.requirePositive("amount");
        if (number < 1 || target >= number || (action == Action.CAPTURE) == (target < 1)) {
            throw new InvalidRequestException(
                    "plan",
                    "step " + number + " " + name + " captures step " + target
                            + "; only a CAPTURE does, and an earlier one");
        }
        if (from.isPresent() && from.equals(into)) {
            throw new InvalidRequestException(
                    "plan", "step " + name + " moves money from " + from.get() + " to itself");
        }
    }

    /** Whether it brings the payer's money in through a channel. */
    public boolean collects() {
        return action == Action.TOP_UP || action == Action.AUTHORIZE;
    }

    /** Whether its amount is only set aside until a capture. */
    public boolean setsAside() {
        return action == Action.HOLD || action == Action.AUTHORIZE;
    }

    /** The same as a line for people. */
    @Override
    public String toString() {
        String accounts = from.map(account -> " from " + account).orElse("")
                + into.map(account -> " into " + account).orElse("");
        String through = collects() ? " through " + channel.orElse("a channel by the routing rules") : "";
        String captures = target > 0 ? " of step " + target : "";
        return number + ". " + name + ": " + action + captures + " " + amount + accounts + through
                + (phase == Phase.CONFIRM ? ", when confirmed" : "");
    }
}
