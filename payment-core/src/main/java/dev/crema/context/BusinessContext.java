package dev.crema.context;

import dev.crema.failure.InvalidRequestException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a piece of work is part of (统一上下文). The ids that the caller gives are stored with the payment and travel with
 * everything that happens for it: records, events, calls of channels, log lines, on whichever thread, after whichever
 * restart. The library adds the payment's id and the number of the attempt.
 *
 * @param business the host's own id of what is done, for example of a shopping basket
 * @param trade the trade that the payment belongs to
 * @param order the order that is paid
 * @param payment the payment
 * @param attempt the number of the call of a channel, 1 for the first of the payment
 * @param trace what the host follows a request by, such as {@code traceId}: at most 8 names of letters, digits and
 *     {@code . _ -}, each with at most 128 visible ASCII characters
 */
public record BusinessContext(
        Optional<String> business,
        Optional<String> trade,
        Optional<String> order,
        Optional<String> payment,
        OptionalInt attempt,
        Map<String, String> trace) {
    /** Nothing is known but what the library adds. */
    public static final BusinessContext NONE = new BusinessContext(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), Map.of());

    private static final int LONGEST_ID = 64;
    private static final int MOST_TRACES = 8;
    private static final int LONGEST_ATTACHMENT = 127;

    public BusinessContext {
        business.ifPresent(id -> Grammar.require("business", id, LONGEST_ID));
        trade.ifPresent(id -> Grammar.require("trade", id, LONGEST_ID));
        order.ifPresent(id -> Grammar.require("order", id, LONGEST_ID));
        payment.ifPresent(id -> Grammar.require("payment", id, LONGEST_ID));
        if (trace.size() > MOST_TRACES) {
            throw new InvalidRequestException("trace", "has " + trace.size() + " ids; at most 8 are carried");
        }
        trace.forEach((name, value) -> {
            if (!isTrace(name, value)) {
                throw new InvalidRequestException(
                        "trace",
                        "give names of 1 to 64 letters, digits and . _ - and values of 1 to 128 visible characters");
            }
        });
        trace = Collections.unmodifiableMap(new TreeMap<>(trace));
    }

    /** Whether this can be carried as a trace id. */
    public static boolean isTrace(String name, String value) {
        return name.matches("[A-Za-z0-9._-]{1,64}") && value.matches("\\p{Graph}{1,128}");
    }

    /** The context of what bears this id in the host's business. */
    public static BusinessContext of(String business) {
        return NONE.business(business);
    }

    public BusinessContext business(String id) {
        return new BusinessContext(Optional.of(id), trade, order, payment, attempt, trace);
    }

    public BusinessContext trade(String id) {
        return new BusinessContext(business, Optional.of(id), order, payment, attempt, trace);
    }

    public BusinessContext order(String id) {
        return new BusinessContext(business, trade, Optional.of(id), payment, attempt, trace);
    }

    /** The same for one payment, before any attempt of it. */
    public BusinessContext payment(String id) {
        return new BusinessContext(business, trade, order, Optional.of(id), OptionalInt.empty(), trace);
    }

    public BusinessContext attempt(int number) {
        return new BusinessContext(business, trade, order, payment, OptionalInt.of(number), trace);
    }

    /** The same with one more id that the host follows the request by, under the name that it has in the host's log. */
    public BusinessContext trace(String name, String id) {
        Map<String, String> more = new TreeMap<>(trace);
        more.put(name, id);
        return new BusinessContext(business, trade, order, payment, attempt, more);
    }

    /** The same, and where it says nothing, what the whole says. */
    public BusinessContext partOf(BusinessContext whole) {
        return new BusinessContext(
                business.or(whole::business),
                trade.or(whole::trade),
                order.or(whole::order),
                payment,
                attempt,
                trace.isEmpty() ? whole.trace : trace);
    }

    /** What the caller gave, without what the library adds. */
    public BusinessContext given() {
        return new BusinessContext(business, trade, order, Optional.empty(), OptionalInt.empty(), trace);
    }

    /**
     * All ids by the names they have in the log: {@code crema.business}, {@code crema.trade}, {@code crema.order},
     * {@code crema.payment}, {@code crema.attempt}, and the trace ids by their own.
     */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>(trace);
        business.ifPresent(id -> fields.put("crema.business", id));
        trade.ifPresent(id -> fields.put("crema.trade", id));
        order.ifPresent(id -> fields.put("crema.order", id));
        payment.ifPresent(id -> fields.put("crema.payment", id));
        attempt.ifPresent(number -> fields.put("crema.attempt", String.valueOf(number)));
        return fields;
    }

    /**
     * What a channel is given to keep with an order: the business, trade and order ids, at most 127 characters; what
     * does not fit is left out. No trace ids: they say nothing to the channel. The same for each attempt of a payment.
     */
    public String attachment() {
        StringBuilder attachment = new StringBuilder();
        attach(attachment, "business", business);
        attach(attachment, "trade", trade);
        attach(attachment, "order", order);
        return attachment.toString();
    }

    private static void attach(StringBuilder attachment, String name, Optional<String> id) {
        String part = id.map(value -> (attachment.isEmpty() ? "" : ";") + name + "=" + value)
                .orElse("");
        if (attachment.length() + part.length() <= LONGEST_ATTACHMENT) {
            attachment.append(part);
        }
    }

    @Override
    public String toString() {
        return fields().entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(" "));
    }
}
