package dev.crema.proof.shopkill;

import dev.crema.money.Money;
import dev.crema.proof.shopkill.Memory.Told;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Holds what the shop says of a customer in the end against what the customer remembers, and against itself. */
final class Inspection {
    private final Affairs affairs;
    private final Memory memory;
    private final Findings findings;
    private final Set<String> askedToBePaid;

    Inspection(Affairs affairs, Memory memory, Findings findings) {
        this.affairs = affairs;
        this.memory = memory;
        this.findings = findings;
        this.askedToBePaid = memory.asked(Request.Kind.PAYMENT).stream()
                .map(request -> request.body().path("orderId").asString(""))
                .collect(Collectors.toSet());
    }

    void inspect() {
        told(Request.Kind.ORDER)
                .forEach(told ->
                        compare(told, Optional.ofNullable(affairs.orders().get(told.id()))));
        told(Request.Kind.TOP_UP)
                .forEach(told ->
                        compare(told, Optional.ofNullable(affairs.topUps().get(told.id()))));
        told(Request.Kind.PAYMENT).forEach(told -> compare(told, payment(told.text("orderId"), told.id())));
        told(Request.Kind.REFUND)
                .forEach(told -> compare(
                        told,
                        payment(told.text("orderId"), told.text("paymentId"))
                                .flatMap(payment -> withId(
                                        payment.path("refunds").valueStream().toList(), told.id()))));
        nothingElseIsThere();
        affairs.orders().values().forEach(this::inspectOrder);
        inspectWallet();
    }

    private List<Told> told(Request.Kind kind) {
        return memory.told(kind, affairs.customer());
    }

    private Optional<JsonNode> payment(String orderId, String paymentId) {
        return withId(affairs.payments().getOrDefault(orderId, List.of()), paymentId);
    }

    private static Optional<JsonNode> withId(List<JsonNode> those, String id) {
        return those.stream()
                .filter(it -> it.path("id").asString("").equals(id))
                .findFirst();
    }

    /** What was told is there, says the same, and has ended as it was asked for. */
    private void compare(Told told, Optional<JsonNode> there) {
        Request request = told.request();
        if (there.isEmpty()) {
            findings.add(Kind.LOST, request + ", acknowledged as " + told.id() + ", is not there");
            return;
        }
        JsonNode now = there.get();
        for (String field : request.kind().content()) {
            if (!told.answer().body().path(field).equals(now.path(field))) {
                findings.add(
                        Kind.WRONG,
                        request + " was acknowledged with " + field + " "
                                + told.answer().body().path(field) + " and has " + now.path(field));
            }
        }
        if (request.kind() != Request.Kind.ORDER) {
            compareEnds(told, now);
        }
    }

    private void compareEnds(Told told, JsonNode now) {
        Request request = told.request();
        if (!Affairs.hasEnded(now)) {
            findings.add(Kind.WRONG, request + " is still " + Affairs.state(now));
        } else if (Affairs.hasEnded(told.answer().body())
                && !Affairs.state(told.answer().body()).equals(Affairs.state(now))) {
            findings.add(Kind.WRONG, request + " was " + told.text("state") + " and is " + Affairs.state(now));
        }
        boolean throughSandbox = now.path("form").asString("").equals("TOP_UP");
        if (throughSandbox && Affairs.hasSucceeded(now) == request.scenario().equals("declines")) {
            findings.add(
                    Kind.WRONG, request + ", which the sandbox " + request.scenario() + ", is " + Affairs.state(now));
        }
    }

    /** By now everything that was asked for has been acknowledged; what is there beside it was done twice. */
    private void nothingElseIsThere() {
        Set<String> orders = ids(Request.Kind.ORDER);
        Set<String> payments = ids(Request.Kind.PAYMENT);
        Set<String> refunds = ids(Request.Kind.REFUND);
        affairs.orders().forEach((id, order) -> unlessKnown(orders, "order", order));
        affairs.payments().values().stream().flatMap(List::stream).forEach(payment -> {
            unlessKnown(payments, "payment", payment);
            payment.path("refunds").forEach(refund -> unlessKnown(refunds, "refund", refund));
        });
        affairs.payments().forEach((order, those) -> {
            if (those.size() > 1) {
                findings.add(Kind.DOUBLED, "order " + order + " has " + those.size() + " payments");
            }
        });
    }

    private void unlessKnown(Set<String> known, String what, JsonNode it) {
        String id = it.path("id").asString("");
        if (!known.contains(id)) {
            findings.add(
                    Kind.DOUBLED,
                    what + " " + id + " of " + affairs.customer() + " is there, for reference "
                            + it.path("reference").asString("") + ", and nobody was told of it");
        }
    }

    private Set<String> ids(Request.Kind kind) {
        return told(kind).stream().map(Told::id).collect(Collectors.toSet());
    }

    /** An order says what its payment and the refunds say; without a payment it waits for one or was cancelled. */
    private void inspectOrder(JsonNode order) {
        String id = order.path("id").asString();
        String status = order.path("status").asString("");
        List<JsonNode> payments = affairs.payments().getOrDefault(id, List.of());
        String expected = askedToBePaid.contains(id) ? "cancelled" : "pending";
        for (JsonNode payment : payments) {
            if (!Affairs.amount(payment).equals(Affairs.amount(order))) {
                findings.add(Kind.WRONG, "order " + id + " costs another amount than its payment moved: " + payment);
            }
            expected = expectedStatus(payment);
        }
        if (!status.equals(expected)) {
            findings.add(Kind.WRONG, "order " + id + " is " + status + " and should be " + expected);
        }
    }

    private static String expectedStatus(JsonNode payment) {
        if (!Affairs.hasSucceeded(payment)) {
            return "cancelled";
        }
        Money back = Affairs.givenBack(payment);
        if (back.isZero()) {
            return "paid";
        }
        return back.isLessThan(Affairs.amount(payment)) ? "partially_refunded" : "refunded";
    }

    /** Top-ups − orders paid by balance + what came back of those, and nothing set aside. */
    private void inspectWallet() {
        List<JsonNode> byBalance = affairs.succeededPayments()
                .filter(payment -> payment.path("form").asString("").equals("TRANSFER"))
                .toList();
        Money expected = affairs.toppedUp()
                .minus(Affairs.sum(byBalance.stream()))
                .plus(byBalance.stream().map(Affairs::givenBack).reduce(Money.of("CNY", "0.00"), Money::plus));
        Map<String, String> wallet =
                Map.of("balance", expected.decimal(), "held", "0.00", "available", expected.decimal());
        wallet.forEach((field, amount) -> {
            String said = affairs.wallet().path(field).asString("");
            if (!said.equals(amount)) {
                findings.add(
                        Kind.WRONG,
                        "the wallet of " + affairs.customer() + " has a " + field + " of " + said + " and should have "
                                + amount);
            }
        });
    }
}
