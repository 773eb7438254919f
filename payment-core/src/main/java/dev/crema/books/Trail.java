package dev.crema.books;

import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a payment left behind besides its history: what it moved in the books, and the work that was and will be done.
 *
 * @param entries what was booked for it, oldest first
 * @param work its own work and what listeners are told, oldest first
 * @param news what its channel told by itself, oldest first
 */
public record Trail(List<Booked> entries, List<Task> work, List<News> news) {
    /**
     * A line in the books.
     *
     * @param journal the reference of the journal it is part of
     * @param amount a debit as positive, a credit as negative
     */
    public record Booked(String journal, AccountId account, Money amount, Instant at) {}

    /**
     * A piece of work.
     *
     * @param sequence the sequence of the event that is told; 0 for the payment's own work
     * @param listener who is told; empty for the payment's own work and for an event that is to be shared out
     * @param due when it is due; empty when it has ended
     * @param tries how often it was tried since it last began anew
     * @param outcome how it ended: {@code DONE}, {@code DEAD} or {@code DISCARDED}; or {@code HELD} back for a person
     * @param reason why it was given up, or what went wrong the last time
     * @param endedAt when it ended
     */
    public record Task(
            int sequence,
            String listener,
            Optional<Instant> due,
            int tries,
            Optional<String> outcome,
            String reason,
            Optional<Instant> endedAt) {
        public boolean isOwn() {
            return sequence == 0;
        }
    }

    /**
     * What the channel told by itself: a webhook, a line of its bill.
     *
     * @param source where it came from
     * @param result what it said
     * @param message the same for people, with card numbers hidden
     * @param times how often it came
     * @param effect the state that the payment came to by it; empty when it was known, or older than what was
     * @param firstAt when it came first
     * @param lastAt when it came last
     */
    public record News(
            ChannelFact.Source source,
            ChannelResult.Kind result,
            String message,
            int times,
            String effect,
            Instant firstAt,
            Instant lastAt) {}
}
