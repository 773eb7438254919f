package dev.crema.proof.shopkill;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What came back of a request. */
sealed interface Answer {
    /** Done, or done before: the shop stands by what it says here. */
    record Given(JsonNode body) implements Answer {
        String id() {
            return body.path("id").asString();
        }
    }

    /** Refused for good; nothing has happened. */
    record Refused(int status, String code, String detail) implements Answer {}

    /** The shop said that it can not tell now. It may have happened; the same request may be made again. */
    record Later(String code) implements Answer {}

    /** The request was sent and nothing came back. It may have happened. */
    record Lost(String symptom) implements Answer {}

    /** Nobody took the request. */
    record NobodyThere() implements Answer {}

    default Optional<Given> given() {
        return this instanceof Given given ? Optional.of(given) : Optional.empty();
    }

    /** Whether the customer does not know what became of the request. */
    default boolean leavesOpen() {
        return this instanceof Later || this instanceof Lost;
    }
}
