package dev.crema.plan;

import dev.crema.failure.InvalidRequestException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How plans of one kind are made: lines that become steps for the tenders, orders and shares of a purchase. Immutable;
 * read from plain data by {@link PlanRules}.
 */
public final class Recipe {
    private final String name;
    private final List<RecipeLine> lines;

    Recipe(String name, List<RecipeLine> lines) {
        this.name = name;
        this.lines = List.copyOf(lines);
    }

    /** The name that rules choose it by. */
    public String name() {
        return name;
    }

    boolean isConfirmed() {
        return lines.stream().anyMatch(line -> line.phase() == Step.Phase.CONFIRM);
    }

    /**
     * The plan for a purchase.
     *
     * @param plan the plan's name
     * @param why why it was chosen
     * @param between the account where money waits between payer and payees
     * @throws InvalidRequestException if the recipe does not fit the purchase, or would not pay it exactly
     */
    Plan plan(String plan, String why, Purchase purchase, AccountId between) {
        Making making = new Making(purchase, between);
        for (RecipeLine line : lines) {
            if (line.needsOnePayee() && purchase.orders().size() > 1) {
                throw new InvalidRequestException(
                        "order",
                        "recipe " + name + " pays one order, and here are "
                                + purchase.orders().size() + "; use a recipe that collects in {escrow} first");
            }
            making.add(line);
        }
        return new Plan(plan, why, making.steps, Optional.empty(), Plan.Unconfirmed.CONFIRM)
                .requireExact(purchase, between);
    }

    /** The steps of one plan as they come to be. */
    private static final class Making {
        private final Purchase purchase;
        private final AccountId between;
        private final List<Tender> tenders;
        private final List<Step> steps = new ArrayList<>();
        // Which step set a tender's amount aside, by the tender's place.
        private final Map<Integer, Step> aside = new HashMap<>();

        Making(Purchase purchase, AccountId between) {
            this.purchase = purchase;
            this.between = between;
            this.tenders = purchase.shared();
        }

        void add(RecipeLine line) {
            switch (line.per()) {
                case WALLET -> tenders(line, Tender.Kind.WALLET);
                case CHANNEL -> tenders(line, Tender.Kind.CHANNEL);
                case ORDER -> purchase.orders().forEach(order -> order(line, order));
                case SHARE -> purchase.orders().forEach(order -> shares(line, order));
            }
        }

        private void tenders(RecipeLine line, Tender.Kind kind) {
            Optional<Order> only = purchase.orders().size() == 1
                    ? Optional.of(purchase.orders().get(0))
                    : Optional.empty();
            for (int i = 0; i < tenders.size(); i++) {
                Tender tender = tenders.get(i);
                if (tender.kind() == kind) {
                    Money amount = tender.amount().orElseThrow();
                    Step step = step(line, amount, only, Optional.empty(), tender, aside.get(i));
                    if (step.setsAside()) {
                        aside.put(i, step);
                    }
                }
            }
        }

        private void order(RecipeLine line, Order order) {
            Optional<Money> amount =
                    line.part() == RecipeLine.Part.WHOLE ? Optional.of(order.amount()) : purchase.rest(order);
            amount.ifPresent(some -> step(line, some, Optional.of(order), Optional.empty(), null, null));
        }

        private void shares(RecipeLine line, Order order) {
            purchase.rest(order); // refuses more than the order
            purchase.parts(order)
                    .forEach(part ->
                            step(line, part.amount(), Optional.of(order), Optional.of(part.party()), null, null));
        }

        private Step step(
                RecipeLine line,
                Money amount,
                Optional<Order> order,
                Optional<AccountId> party,
                @Nullable Tender tender,
                @Nullable Step target) {
            boolean captures = line.action() == Step.Action.CAPTURE;
            int number = steps.size() + 1;
            Step step = new Step(
                    number,
                    RecipeLine.name(line.action()) + "-" + RecipeLine.name(line.per()),
                    line.action(),
                    line.phase(),
                    line.from().map(template -> account(template, order, party, tender)),
                    line.into().map(template -> account(template, order, party, tender)),
                    amount,
                    captures || tender == null ? Optional.empty() : tender.channel(),
                    order.map(Order::id),
                    captures && target != null ? target.number() : 0);
            steps.add(step);
            return step;
        }

        private AccountId account(
                String template, Optional<Order> order, Optional<AccountId> party, @Nullable Tender tender) {
            AccountId payer =
                    tender == null ? purchase.payer() : tender.account().orElse(purchase.payer());
            return new AccountId(template.replace("{payer}", payer.path())
                    .replace("{escrow}", between.path())
                    .replace("{payee}", order.map(each -> each.payee().path()).orElse("{payee}"))
                    .replace("{party}", party.map(AccountId::path).orElse("{party}"))
                    .replace("{currency}", purchase.total().currency().code()));
        }
    }
}
