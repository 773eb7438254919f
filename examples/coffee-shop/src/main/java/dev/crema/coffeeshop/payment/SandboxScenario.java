package dev.crema.coffeeshop.payment;

import dev.crema.channel.sandbox.Scenario;
import dev.crema.coffeeshop.web.Input;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which part the sandbox's provider plays, as a customer may choose it. */
public final class SandboxScenario {
    /** The option of a top-up that carries it. */
    public static final String OPTION = Scenario.OPTION;

    private static final List<String> CHOICES = List.of("pays", "asks", "declines", "late", "silent", "other_amount");

    private SandboxScenario() {}

    /** The scenario as it was chosen, or the one that pays. */
    public static String of(@Nullable String chosen) {
        return Optional.ofNullable(chosen)
                .map(name -> Input.oneOf("scenario", name, CHOICES))
                .orElse(CHOICES.get(0));
    }
}
