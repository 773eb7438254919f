package dev.crema.proof.shopkill;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Something that a customer asks of the shop, in such words that to ask again is the same request.
 *
 * @param customer who asks
 * @param kind for what
 * @param path where
 * @param body in which words
 */
record Request(Customer customer, Kind kind, String path, JsonNode body) {

    /** What can be asked for. */
    enum Kind {
        REGISTRATION,
        TOP_UP,
        ORDER,
        PAYMENT,
        REFUND;

        /** Whether the shop may refuse such a request like that, the way the customers here ask. */
        boolean mayBeRefused(Answer.Refused refused) {
            Set<String> refusals = switch (this) {
                case REGISTRATION, TOP_UP, ORDER -> Set.of();
                case PAYMENT -> Set.of("INSUFFICIENT_FUNDS");
                case REFUND -> Set.of("INVALID_STATE", "AMOUNT_EXCEEDED");
            };
            return refusals.contains(refused.code());
        }

        /** The fields of the answer that never change again. */
        List<String> content() {
            return switch (this) {
                case REGISTRATION -> List.of("id", "username");
                case TOP_UP -> List.of("id", "reference", "form", "channel", "amount", "currency", "createdAt");
                case ORDER -> List.of("id", "orderNo", "reference", "amount", "currency", "createdAt", "items");
                case PAYMENT ->
                    List.of("id", "orderId", "reference", "form", "channel", "amount", "currency", "createdAt");
                case REFUND -> List.of("id", "reference", "amount");
            };
        }
    }

    String reference() {
        return body.path("reference").asString("");
    }

    /** What the sandbox plays for it. */
    String scenario() {
        return body.path("scenario").asString("pays");
    }

    @Override
    public String toString() {
        return kind + " " + reference() + " of " + customer;
    }
}
