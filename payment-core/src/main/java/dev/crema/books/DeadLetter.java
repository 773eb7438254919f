package dev.crema.books;

import dev.crema.context.BusinessContext;
import dev.crema.failure.InvalidRequestException;
import dev.crema.payment.PaymentId;
import dev.crema.trade.TradeId;
import java.time.Instant;
import java.util.Optional;

/**
 * Work that ended its ladder, or could never be done, and waits for a person (死信).
 *
 * @param id which work it is
 * @param reason why it was given up, for people
 * @param tries how often it was tried
 * @param since when it was given up
 * @param state where its payment or trade stands; empty when that is missing or cannot be read
 * @param context all ids of what it is part of: business, trade, order, payment, the last attempt, and trace ids; of what is
 *     missing or cannot be read, its own id alone
 */
public record DeadLetter(
        Id id, String reason, int tries, Instant since, Optional<String> state, BusinessContext context) {
    /** What the work is about. */
    public enum About {
        PAYMENT,
        TRADE
    }

    /**
     * Which work it is.
     *
     * @param about what it is about
     * @param subject the id of the payment or the trade
     * @param sequence the sequence of the event that was to be told; 0 for the payment's or trade's own work
     * @param listener who was to be told; empty for the payment's or trade's own work
     */
    public record Id(About about, String subject, int sequence, String listener) {
        private static final String SEPARATOR = "/";
        private static final String TRADE = "trade/";

        public static Id work(PaymentId payment) {
            return new Id(About.PAYMENT, payment.value(), 0, "");
        }

        public static Id work(TradeId trade) {
            return new Id(About.TRADE, trade.value(), 0, "");
        }

        public static Id event(PaymentId payment, int sequence, String listener) {
            return new Id(About.PAYMENT, payment.value(), sequence, listener);
        }

        public static Id event(TradeId trade, int sequence, String listener) {
            return new Id(About.TRADE, trade.value(), sequence, listener);
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws InvalidRequestException if the text is no id of a dead letter
         */
        public static Id parse(String text) {
            boolean ofTrade = text.startsWith(TRADE);
            String[] parts = text.substring(ofTrade ? TRADE.length() : 0).split(SEPARATOR, -1);
            boolean event = parts.length == 3 && parts[1].matches("[1-9][0-9]{0,8}");
            if (parts.length != 1 && !event) {
                throw new InvalidRequestException("deadLetter", "is not an id of a dead letter");
            }
            Id work = ofTrade ? work(new TradeId(parts[0])) : work(new PaymentId(parts[0]));
            return event ? new Id(work.about, work.subject, Integer.parseInt(parts[1]), parts[2]) : work;
        }

        /** Whether it is the payment's or trade's own work rather than an event to be told. */
        public boolean isWork() {
            return sequence == 0;
        }

        /** The payment that it is about, if it is about one. */
        public Optional<PaymentId> payment() {
            return about == About.PAYMENT ? Optional.of(new PaymentId(subject)) : Optional.empty();
        }

        /** The trade that it is about, if it is about one. */
        public Optional<TradeId> trade() {
            return about == About.TRADE ? Optional.of(new TradeId(subject)) : Optional.empty();
        }

        /** {@code id}, for an event {@code id/sequence/listener}; before a trade's stands {@code trade/}. */
        @Override
        public String toString() {
            String whole = about == About.TRADE ? TRADE + subject : subject;
            return isWork() ? whole : whole + SEPARATOR + sequence + SEPARATOR + listener;
        }
    }
}
