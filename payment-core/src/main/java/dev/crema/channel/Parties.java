package dev.crema.channel;

import dev.crema.failure.InvalidRequestException;
import java.util.Optional;

/**
 * Between whom a provider moves money. The text form hides all but the last characters, so that it can be logged.
 *
 * @param payer the account of the party that pays, as the provider knows it: 1 to 128 visible ASCII characters; empty for
 *     the merchant's own
 * @param payee the party that receives
 */
public record Parties(Optional<String> payer, Payee payee) {
    public Parties {
        if (payer.filter(account -> !account.matches("\\p{Graph}{1,128}")).isPresent()) {
            throw new InvalidRequestException("payer", "give 1 to 128 visible characters");
        }
        if (payer.filter(payee.account()::equals).isPresent()) {
            throw new InvalidRequestException("payee", "is the party that pays");
        }
    }

    @Override
    public String toString() {
        return "Parties[" + payer.map(account -> Payee.of(account).toString()).orElse("the merchant") + " to " + payee
                + "]";
    }
}
