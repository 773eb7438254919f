package dev.crema;

import dev.crema.channel.Captures;
import dev.crema.channel.Refunds;
import dev.crema.money.AccountId;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Remedies;
import dev.crema.payment.Remedy;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the host wants to become of money that came in against our word. Filled before the start. */
final class Policies implements Remedies {
    private static final String WALLET = "wallet";

    private final Channels channels;
    private final Map<Difference.Kind, DifferencePolicy> byKind = new EnumMap<>(Difference.Kind.class);
    private final SecureRandom random = new SecureRandom();
    private DifferencePolicy standard = DifferencePolicy.REFUND;
    private Function<Payment, Optional<AccountId>> wallet =
            payment -> payment.into().filter(account -> account.family().equals(WALLET));

    Policies(Channels channels) {
        this.channels = channels;
    }

    void set(DifferencePolicy policy) {
        standard = policy;
    }

    void set(Difference.Kind kind, DifferencePolicy policy) {
        byKind.put(kind, policy);
    }

    void credit(Function<Payment, Optional<AccountId>> payersWallet) {
        wallet = payersWallet;
    }

    /** What can not be done as wished is a person's business. */
    @Override
    public Remedy of(Payment payment, Difference difference) {
        // The payment of what could not be booked has not ended: a person first says what is to become of that.
        boolean open = difference.kind() == Difference.Kind.NOT_BOOKABLE;
        return open
                ? as(DifferencePolicy.HOLD_FOR_REVIEW, payment, difference)
                : as(byKind.getOrDefault(difference.kind(), standard), payment, difference);
    }

    Remedy as(DifferencePolicy policy, Payment payment, Difference difference) {
        Remedy review = new Remedy(DifferencePolicy.HOLD_FOR_REVIEW, PaymentId.random(random), Optional.empty());
        if (difference.kind() == Difference.Kind.LATE_AUTHORIZATION) {
            // No money has moved that could be credited: what was set aside is let go of.
            boolean letsGo = policy != DifferencePolicy.HOLD_FOR_REVIEW
                    && channels.find(payment.channel())
                            .filter(Captures.class::isInstance)
                            .isPresent();
            return letsGo ? new Remedy(DifferencePolicy.REFUND, review.id(), Optional.empty()) : review;
        }
        return switch (policy) {
            case REFUND ->
                givesBack(payment, difference)
                        ? new Remedy(DifferencePolicy.REFUND, review.id(), Optional.empty())
                        : review;
            case CREDIT_WALLET ->
                wallet.apply(payment)
                        .map(account -> new Remedy(DifferencePolicy.CREDIT_WALLET, review.id(), Optional.of(account)))
                        .orElse(review);
            case HOLD_FOR_REVIEW -> review;
        };
    }

    private boolean givesBack(Payment payment, Difference difference) {
        return channels.find(payment.channel())
                .filter(Refunds.class::isInstance)
                .filter(channel ->
                        channel.capabilities().moves(difference.moved().currency()))
                .isPresent();
    }
}
