package dev.crema.plan;

import dev.crema.context.Reference;
import dev.crema.failure.ConfigurationException;
import dev.crema.failure.PaymentException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Purchases of each kind, on which a rule is tried when it is loaded: one that could pay none of them would refuse
 * whoever comes, and is a mistake.
 */
final class Samples {
    private static final AccountId PAYEE = new AccountId("sample:payee");
    private static final AccountId BETWEEN = new AccountId("sample:between");
    private static final Money PRICE = Money.of("CNY", "100.00");
    private static final Order ORDER = new Order(new Reference("sample-1"), PAYEE, PRICE);
    private static final Order OTHER = new Order(new Reference("sample-2"), new AccountId("sample:other"), PRICE);
    private static final Share WHOLE = new Share(ORDER.id(), new AccountId("sample:party"), 10_000, Optional.empty());

    private Samples() {}

    /** Refuses a rule whose plan would pay no purchase at all. */
    static void requirePaid(String where, PlanRule rule) {
        List<String> refusals = new ArrayList<>();
        Map<String, List<Tender>> ways = new LinkedHashMap<>();
        Tender part = Tender.channel("sample", Money.of("CNY", "40.00"));
        ways.put("by wallet", List.of(Tender.wallet()));
        ways.put("through a channel", List.of(Tender.channel("sample")));
        ways.put("by both", List.of(part, Tender.wallet()));
        ways.put("through two channels", List.of(part, Tender.channel("sample-2")));
        for (Map.Entry<String, List<Tender>> way : ways.entrySet()) {
            Optional<String> refusal = refusal(rule, purchase(List.of(ORDER), way.getValue(), List.of()));
            boolean pays = refusal.isEmpty()
                    || refusal(rule, purchase(List.of(ORDER), way.getValue(), List.of(WHOLE)))
                            .isEmpty()
                    || refusal(rule, purchase(List.of(ORDER, OTHER), way.getValue(), List.of()))
                            .isEmpty();
            if (pays) {
                return;
            }
            refusals.add(way.getKey() + ": " + refusal.get());
        }
        throw new ConfigurationException(where + ": could pay no purchase at all, tried with one of " + PRICE + "; "
                + String.join("; ", refusals));
    }

    private static Purchase purchase(List<Order> orders, List<Tender> tenders, List<Share> shares) {
        return new Purchase("sale", new AccountId("sample:payer"), orders, tenders, shares, Map.of());
    }

    private static Optional<String> refusal(PlanRule rule, Purchase purchase) {
        try {
            rule.plan(purchase, BETWEEN, "a trial");
            return Optional.empty();
        } catch (PaymentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
