package dev.crema.payment;

import dev.crema.failure.InvalidRequestException;

/**
 * The order number under which a channel knows a payment. It is derived from the payment's id, stored before the first
 * call and the same on every repeat; a payment that moves on to another channel gets the next one.
 *
 * @param payment the payment
 * @param route 1 for the first channel, 2 for the next, up to 999
 */
public record ChannelReference(PaymentId payment, int route) {
    private static final char SEPARATOR = '_';
    private static final int LAST = 999;

    public ChannelReference {
        if (route < 1 || route > LAST) {
            throw new IllegalArgumentException("route " + route);
        }
    }

    public static ChannelReference first(PaymentId payment) {
        return new ChannelReference(payment, 1);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws InvalidRequestException if the text is no reference of ours
     */
    public static ChannelReference parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        if (separator < 0) {
            return first(new PaymentId(text));
        }
        String route = text.substring(separator + 1);
        if (!route.matches("[2-9]|[1-9][0-9]{1,2}")) {
            throw new InvalidRequestException("channelReference", "is not an order number of ours");
        }
        return new ChannelReference(new PaymentId(text.substring(0, separator)), Integer.parseInt(route));
    }

    /** At most 30 letters, digits and an underscore, which every channel accepts. */
    @Override
    public String toString() {
        return route == 1 ? payment.value() : payment.value() + SEPARATOR + route;
    }
}
