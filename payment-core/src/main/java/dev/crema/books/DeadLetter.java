package dev.crema.books;

import dev.crema.failure.InvalidRequestException;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import java.time.Instant;
import java.util.Optional;

/**
 * Work that ended its ladder, or could never be done, and waits for a person (死信).
 *
 * @param id which work it is
 * @param reason why it was given up, for people
 * @param tries how often it was tried
 * @param since when it was given up
 * @param state where its payment stands; empty when the payment is missing or cannot be read
 */
public record DeadLetter(Id id, String reason, int tries, Instant since, Optional<PaymentState> state) {
    /**
     * Which work it is.
     *
     * @param payment the payment
     * @param sequence the sequence of the event that was to be told; 0 for the payment's own work
     * @param listener who was to be told; empty for the payment's own work
     */
    public record Id(PaymentId payment, int sequence, String listener) {
        private static final char SEPARATOR = '/';

        public static Id work(PaymentId payment) {
            return new Id(payment, 0, "");
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws InvalidRequestException if the text is no id of a dead letter
         */
        public static Id parse(String text) {
            String[] parts = text.split(String.valueOf(SEPARATOR), -1);
            boolean event = parts.length == 3 && parts[1].matches("[1-9][0-9]{0,8}");
            if (parts.length != 1 && !event) {
                throw new InvalidRequestException("deadLetter", "is not an id of a dead letter");
            }
            PaymentId payment = new PaymentId(parts[0]);
            return event ? new Id(payment, Integer.parseInt(parts[1]), parts[2]) : work(payment);
        }

        /** Whether it is the payment's own work rather than an event to be told. */
        public boolean isWork() {
            return sequence == 0;
        }

        /** The payment's id; for an event its sequence and the listener as well, between slashes. */
        @Override
        public String toString() {
            return isWork() ? payment.value() : payment.value() + SEPARATOR + sequence + SEPARATOR + listener;
        }
    }
}
