package dev.crema.proof.shopkill;

import dev.crema.money.Money;
import dev.crema.proof.trial.Findings;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A customer at one door of the shop: fills the wallet, orders, pays, asks for money back, until nobody answers. */
final class Visit implements Runnable {
    /** How a provider behaves. Many are late: those are the payments that a kill finds unsettled. */
    private static final List<String> SCENARIOS = List.of("pays", "late", "late", "silent", "declines");

    private static final int PERCENT = 100;
    private static final int TOPS_UP = 15;
    private static final int WANTS_MONEY_BACK = 30;
    private static final int ONLY_ORDERS = 8;
    private static final int PAYS_BY_BALANCE = 55;

    private final String label;
    private final Customer customer;
    private final ShopApi shop;
    private final List<String> menu;
    private final Memory memory;
    private final Findings findings;
    private final Random random;
    private int requests;
    private boolean nobodyAnswers;

    /** @param label what the references of this visit begin with; no two visits of a customer share it */
    Visit(
            String label,
            Customer customer,
            ShopApi shop,
            List<String> menu,
            Memory memory,
            Findings findings,
            Random random) {
        this.label = label;
        this.customer = customer;
        this.shop = shop;
        this.menu = menu;
        this.memory = memory;
        this.findings = findings;
        this.random = random;
    }

    @Override
    public void run() {
        if (customer.token().isEmpty() && !customer.enter(shop, memory, findings)) {
            return;
        }
        topUp("150.00", "pays");
        while (!nobodyAnswers) {
            int wish = random.nextInt(PERCENT);
            if (wish < TOPS_UP) {
                topUp(20 + random.nextInt(80) + ".00", scenario());
            } else if (wish < WANTS_MONEY_BACK) {
                askForMoneyBack();
            } else {
                order().ifPresent(order -> {
                    if (random.nextInt(PERCENT) >= ONLY_ORDERS) {
                        pay(order.id());
                    }
                });
            }
        }
    }

    private void topUp(String amount, String scenario) {
        ObjectNode body = body().put("amount", amount)
                .put("currency", "CNY")
                .put("channel", "sandbox")
                .put("scenario", scenario);
        ask(Request.Kind.TOP_UP, "/api/wallet/top-up", body);
    }

    private Optional<Answer.Given> order() {
        ObjectNode body = body();
        ArrayNode items = body.putArray("items");
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            items.addObject().put("sku", menu.get(random.nextInt(menu.size()))).put("quantity", 1 + random.nextInt(2));
        }
        return ask(Request.Kind.ORDER, "/api/orders", body);
    }

    private void pay(String orderId) {
        ObjectNode body = body().put("orderId", orderId);
        if (random.nextInt(PERCENT) < PAYS_BY_BALANCE) {
            body.put("method", "balance");
        } else {
            body.put("method", "sandbox").put("scenario", scenario());
        }
        ask(Request.Kind.PAYMENT, "/api/payments", body);
    }

    /** All of it, a part of it, or more than it was: the last has to be refused, and the second of two often, too. */
    private void askForMoneyBack() {
        List<Memory.Told> payments = memory.told(Request.Kind.PAYMENT, customer);
        if (payments.isEmpty()) {
            return;
        }
        Memory.Told payment = payments.get(random.nextInt(payments.size()));
        Money paid = Money.of("CNY", payment.text("amount"));
        Money amount = switch (random.nextInt(5)) {
            case 0 -> paid.plus(Money.of("CNY", "0.01"));
            case 1, 2 -> Money.of("CNY", "5.00");
            default -> paid;
        };
        ask(Request.Kind.REFUND, "/api/payments/" + payment.id() + "/refund", body().put("amount", amount.decimal()));
    }

    private Optional<Answer.Given> ask(Request.Kind kind, String path, ObjectNode body) {
        Request request = new Request(customer, kind, path, body);
        Answer answer = shop.make(request);
        memory.note(request, answer);
        if (answer instanceof Answer.Refused refused && !kind.mayBeRefused(refused)) {
            findings.add(Findings.Kind.WRONG, request + " was refused: " + refused);
        }
        nobodyAnswers = answer instanceof Answer.NobodyThere || answer instanceof Answer.Lost;
        return answer.given();
    }

    private ObjectNode body() {
        requests++;
        return JsonNodeFactory.instance.objectNode().put("reference", label + "-" + requests);
    }

    private String scenario() {
        return SCENARIOS.get(random.nextInt(SCENARIOS.size()));
    }
}
