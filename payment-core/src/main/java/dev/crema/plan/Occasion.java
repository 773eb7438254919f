package dev.crema.plan;

import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.Map;

/**
 * What a step is part of.
 *
 * @param checkout the caller's own id of the checkout
 * @param type the kind of trade
 * @param payer the payer's account
 * @param total what is paid in all
 * @param facts what else the checkout said
 */
public record Occasion(Reference checkout, String type, AccountId payer, Money total, Map<String, String> facts) {
    public Occasion {
        facts = Map.copyOf(facts);
    }
}
