package dev.crema.channel.sandbox;

import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeCapture;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.PartyTransfer;
import dev.crema.channel.Payout;
import dev.crema.money.Money;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What arrives at the provider, whichever way the money goes.
 *
 * @param parties who or what the money is bound to: the payee of a payout, both sides of a transfer, the charge that a refund gives back or a
 *     capture collects
 */
record Request(
        Kind kind,
        String reference,
        Money amount,
        List<String> parties,
        String subject,
        Optional<URI> returnTo,
        Instant expiresAt,
        Map<String, String> options) {
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final Pattern TIMES = Pattern.compile("[0-9]{1,4}");
    private static final String TIMES_UNLESS_SAID = "2";

    enum Kind {
        CHARGE,
        /** A charge that is only set aside. */
        AUTHORIZATION,
        CAPTURE,
        PAYOUT,
        /** Between parties that the provider keeps accounts for. */
        MOVE,
        REFUND
    }

    static Request of(Charge charge) {
        return new Request(
                charge.authorizes() ? Kind.AUTHORIZATION : Kind.CHARGE,
                charge.reference(),
                charge.amount(),
                List.of(),
                charge.subject(),
                charge.returnTo(),
                charge.expiresAt(),
                charge.options());
    }

    static Request of(ChargeCapture capture) {
        return new Request(
                Kind.CAPTURE,
                capture.reference(),
                capture.amount(),
                List.of(capture.chargeReference(), capture.authorizationId()),
                capture.subject(),
                Optional.empty(),
                Instant.MAX,
                Map.of());
    }

    static Request of(Payout payout) {
        return new Request(
                Kind.PAYOUT,
                payout.reference(),
                payout.amount(),
                List.of(payout.payee().account(), payout.payee().name()),
                payout.subject(),
                Optional.empty(),
                Instant.MAX,
                payout.options());
    }

    static Request of(PartyTransfer transfer) {
        return new Request(
                Kind.MOVE,
                transfer.reference(),
                transfer.amount(),
                List.of(
                        transfer.parties().payer().orElse(""),
                        transfer.parties().payee().account(),
                        transfer.parties().payee().name()),
                transfer.subject(),
                Optional.empty(),
                Instant.MAX,
                transfer.options());
    }

    static Request of(ChargeRefund refund) {
        return new Request(
                Kind.REFUND,
                refund.reference(),
                refund.amount(),
                List.of(refund.chargeReference(), refund.chargeTransaction()),
                refund.reason(),
                Optional.empty(),
                Instant.MAX,
                Map.of());
    }

    static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches();
    }

    /** Whether it moves the same money: texts and times may differ between repeats, these may not. */
    boolean movesTheSameAs(Request other) {
        return kind == other.kind && amount.equals(other.amount) && parties.equals(other.parties);
    }

    boolean hasPayer() {
        return kind == Kind.CHARGE || kind == Kind.AUTHORIZATION;
    }

    /** Whether it brings money in when it is done. */
    boolean collects() {
        return kind == Kind.CHARGE || kind == Kind.CAPTURE;
    }

    /** What it chooses for itself; nothing if it chooses nothing, or nothing there is. */
    Optional<Scenario> chosenScenario() {
        return Optional.ofNullable(options.get(Scenario.OPTION)).flatMap(Scenario::named);
    }

    /** Whether the first request is lost on its way. */
    boolean silentlyLost() {
        return "false".equals(options.get(Scenario.SILENT_ACTED));
    }

    /** How often it does not get through. */
    int unreachableTimes() {
        String times = options.getOrDefault(Scenario.UNREACHABLE_TIMES, TIMES_UNLESS_SAID);
        return TIMES.matcher(times).matches() ? Integer.parseInt(times) : 0;
    }

    /** Why a provider with this scenario refuses it on sight, if it does. */
    Optional<Declined> objection(Scenario scenario, Instant now) {
        if (!isReference(reference)) {
            return declined("REFERENCE_MALFORMED", "give 1 to 32 letters, digits and underscores");
        }
        if (!amount.isPositive()) {
            return declined("AMOUNT_NOT_POSITIVE", amount + " is not above zero");
        }
        if (!now.isBefore(expiresAt)) {
            return declined("EXPIRED", "the charge expired at " + expiresAt + " before it arrived");
        }
        return optionObjection(scenario);
    }

    private Optional<Declined> optionObjection(Scenario scenario) {
        if (options.containsKey(Scenario.OPTION) && chosenScenario().isEmpty()) {
            return declined(
                    "OPTION_MALFORMED", "no scenario has this name; choose one of " + List.of(Scenario.values()));
        }
        if (!hasPayer() && scenario == Scenario.ASKS) {
            return declined("OPTION_MALFORMED", "only a charge has a payer who could be asked");
        }
        if (!List.of("true", "false").contains(options.getOrDefault(Scenario.SILENT_ACTED, "true"))) {
            return declined("OPTION_MALFORMED", Scenario.SILENT_ACTED + " is neither true nor false");
        }
        if (!TIMES.matcher(options.getOrDefault(Scenario.UNREACHABLE_TIMES, TIMES_UNLESS_SAID))
                .matches()) {
            return declined("OPTION_MALFORMED", Scenario.UNREACHABLE_TIMES + " is no number from 0 to 9999");
        }
        return Optional.empty();
    }

    static Optional<Declined> declined(String code, String message) {
        return Optional.of(new Declined(code, message));
    }
}
