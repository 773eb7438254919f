package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import dev.crema.proof.trial.Patience;
import java.time.Duration;
import java.util.Optional;

/** Makes requests again, word for word, as customers do who had no answer, or did not trust it. */
final class Repeats {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ShopApi shop;
    private final Memory memory;
    private final Findings findings;

    Repeats(ShopApi shop, Memory memory, Findings findings) {
        this.shop = shop;
        this.memory = memory;
        this.findings = findings;
    }

    /** Makes every request that had no answer again, and again: it has one result. */
    void ofTheUnanswered() {
        for (Request request : memory.open()) {
            Customer customer = request.customer();
            if (request.kind() == Request.Kind.REGISTRATION) {
                customer.enter(shop, memory, findings);
            } else {
                Answer first = answer(request);
                memory.note(request, first);
                requireSame(request, first, answer(request));
            }
        }
    }

    /** Makes every request that was acknowledged again: it is what it was. */
    void ofTheAcknowledged() {
        memory.told().stream()
                .filter(told -> told.request().kind() != Request.Kind.REGISTRATION)
                .forEach(told -> requireSame(told.request(), told.answer(), answer(told.request())));
    }

    /** The shop may say that it cannot tell yet, but not for ever. */
    private Answer answer(Request request) {
        Answer[] last = {new Answer.NobodyThere()};
        Patience.until(LONGEST, PAUSE, () -> {
            last[0] = shop.make(request);
            return !(last[0] instanceof Answer.Later);
        });
        return last[0];
    }

    private void requireSame(Request request, Answer first, Answer second) {
        if (first instanceof Answer.Refused refused) {
            requireRefusal(request, refused, second);
            return;
        }
        Optional<String> one = first.given().map(Answer.Given::id);
        Optional<String> other = second.given().map(Answer.Given::id);
        if (one.isEmpty() || other.isEmpty()) {
            findings.add(Kind.WRONG, request + ", made again, is answered " + first + " and then " + second);
        } else if (!one.equals(other)) {
            findings.add(Kind.DOUBLED, request + ", made again, is " + first + " and then " + second);
        }
    }

    /** A refund that was refused because its payment had not ended may be granted later; all else stays refused. */
    private void requireRefusal(Request request, Answer.Refused first, Answer second) {
        boolean granted =
                request.kind() == Request.Kind.REFUND && second.given().isPresent();
        boolean refusedAgain =
                second instanceof Answer.Refused again && again.code().equals(first.code());
        if (granted) {
            memory.note(request, second);
        }
        if (!request.kind().mayBeRefused(first) || !(granted || refusedAgain)) {
            findings.add(Kind.WRONG, request + ", made again, is answered " + first + " and then " + second);
        }
    }
}
