package dev.crema.plan;

import dev.crema.money.AccountId;
import dev.crema.plan.RecipeLine.Part;
import dev.crema.plan.RecipeLine.Per;
import dev.crema.plan.Step.Action;
import dev.crema.plan.Step.Phase;
import java.util.List;
import java.util.Optional;

/** Placeholder. */
public final class PlanRules {
    private static RecipeLine line(Action action, Per per, String from, String into, Part part, Phase phase) {
        return new RecipeLine(
                action,
                per,
                Optional.ofNullable(from.isEmpty() ? null : from),
                Optional.ofNullable(into.isEmpty() ? null : into),
                part,
                phase);
    }

    public Plan plan(Purchase purchase, AccountId between) {
        boolean lone = purchase.shared().size() == 1;
        boolean wallet = lone && purchase.shared().get(0).kind() == Tender.Kind.WALLET;
        Recipe recipe = wallet
                ? new Recipe(
                        "wallet",
                        List.of(line(Action.TRANSFER, Per.WALLET, "{payer}", "{payee}", Part.WHOLE, Phase.PAY)))
                : new Recipe(
                        "split",
                        List.of(
                                line(Action.HOLD, Per.WALLET, "{payer}", "{payee}", Part.WHOLE, Phase.PAY),
                                line(Action.TOP_UP, Per.CHANNEL, "", "{payee}", Part.WHOLE, Phase.PAY),
                                line(Action.CAPTURE, Per.WALLET, "", "", Part.WHOLE, Phase.PAY)));
        return recipe.plan(recipe.name(), "standard", purchase, between);
    }
}
