package dev.crema.proof.shopkill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the customers remember: everything they asked for, and what they were told. Thread-safe. */
final class Memory {
    private static final Set<String> UNSETTLED = Set.of("CREATED", "PROCESSING", "UNKNOWN", "AUTHORIZED");

    private final Map<Request, Answer> answers = new LinkedHashMap<>();
    private int acknowledged;
    private int unanswered;
    private long unsettledAt = System.nanoTime() - Duration.ofHours(1).toNanos();

    /** A request and what the shop said of it, the first time it said anything. */
    record Told(Request request, Answer.Given answer) {
        String id() {
            return answer.id();
        }

        String text(String field) {
            return answer.body().path(field).asString("");
        }
    }

    /** Notes an answer. What was acknowledged once stays acknowledged. */
    synchronized void note(Request request, Answer answer) {
        Optional<Answer> before = Optional.ofNullable(answers.get(request));
        if (before.flatMap(Answer::given).isPresent() || answer instanceof Answer.NobodyThere) {
            return;
        }
        answers.put(request, answer);
        if (before.isEmpty() && answer.leavesOpen()) {
            unanswered++;
        }
        answer.given().ifPresent(given -> {
            acknowledged++;
            if (UNSETTLED.contains(given.body().path("state").asString(""))) {
                unsettledAt = System.nanoTime();
            }
        });
    }

    /** How many requests were acknowledged. */
    synchronized int acknowledged() {
        return acknowledged;
    }

    /** How many requests had no answer at first. */
    synchronized int unanswered() {
        return unanswered;
    }

    /** The time by {@link System#nanoTime} at which somebody was last told of a payment that is not settled yet. */
    synchronized long unsettledAt() {
        return unsettledAt;
    }

    /** The requests of which nobody knows yet what became of them. */
    synchronized List<Request> open() {
        return answers.entrySet().stream()
                .filter(entry -> entry.getValue().leavesOpen())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All that was asked for, whatever came of it. */
    synchronized List<Request> asked(Request.Kind kind) {
        return answers.keySet().stream()
                .filter(request -> request.kind() == kind)
                .toList();
    }

    synchronized List<Told> told() {
        List<Told> told = new ArrayList<>();
        answers.forEach((request, answer) -> answer.given().ifPresent(given -> told.add(new Told(request, given))));
        return told;
    }

    List<Told> told(Request.Kind kind) {
        return told().stream().filter(told -> told.request().kind() == kind).toList();
    }

    List<Told> told(Request.Kind kind, Customer customer) {
        return told(kind).stream()
                .filter(told -> told.request().customer().equals(customer))
                .toList();
    }
}
