package dev.crema.risk;

import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.util.Map;
import java.util.Optional;

/**
 * What a check is told of a request.
 *
 * @param scope whose it is
 * @param reference the caller's own id of it
 * @param form {@code top-up}, {@code capture}, {@code withdrawal}, {@code refund}, {@code transfer} or {@code checkout}
 * @param amount how much
 * @param from the account that pays, if it is one of the books
 * @param into the account that receives, if it is one of the books
 * @param channel the channel's name; empty for a checkout
 * @param context what it is part of
 * @param facts of a checkout, its type and what rules may ask for besides; otherwise empty
 */
public record RiskFacts(
        Scope scope,
        Reference reference,
        String form,
        Money amount,
        Optional<AccountId> from,
        Optional<AccountId> into,
        String channel,
        BusinessContext context,
        Map<String, String> facts) {
    public RiskFacts {
        facts = Map.copyOf(facts);
    }
}
