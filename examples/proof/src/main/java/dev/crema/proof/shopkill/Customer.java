package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Findings;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Somebody with a name and a password, and from the first visit on with a wallet. Thread-safe. */
final class Customer {
    private static final String PASSWORD = "correct horse";
    private static final String TAKEN = "USERNAME_TAKEN";

    private final String name;
    private volatile Optional<String> id = Optional.empty();
    private volatile Optional<String> token = Optional.empty();

    Customer(String name) {
        this.name = name;
    }

    /** Registers unless that is known to be done, and signs in. Returns whether the customer is in. */
    boolean enter(ShopApi shop, Memory memory, Findings findings) {
        return (id.isPresent() || register(shop, memory, findings)) && signIn(shop, memory, findings);
    }

    private boolean register(ShopApi shop, Memory memory, Findings findings) {
        Request registration = registration();
        boolean again = memory.open().contains(registration);
        Answer answer = shop.make(registration);
        if (answer instanceof Answer.Refused refused) {
            boolean doneBefore = again && refused.code().equals(TAKEN);
            if (!doneBefore) {
                findings.add(Findings.Kind.WRONG, registration + " was refused: " + refused);
            }
            return doneBefore;
        }
        memory.note(registration, answer);
        id = answer.given().map(Answer.Given::id);
        return id.isPresent();
    }

    /** Signs in, also where the customer is in already. */
    boolean signIn(ShopApi shop, Memory memory, Findings findings) {
        Answer answer = shop.post("/api/users/login", Optional.empty(), credentials());
        if (answer instanceof Answer.Refused refused) {
            findings.add(Findings.Kind.LOST, registration() + ": cannot sign in any more: " + refused);
        }
        Optional<Answer.Given> in = answer.given();
        in.ifPresent(given -> {
            if (!id.orElse(given.id()).equals(given.id())) {
                findings.add(Findings.Kind.LOST, registration() + " was " + id + " and is now " + given.id());
            }
            id = Optional.of(given.id());
            token = Optional.of(given.body().path("token").asString());
            memory.note(registration(), given);
        });
        return in.isPresent();
    }

    private Request registration() {
        return new Request(
                this,
                Request.Kind.REGISTRATION,
                "/api/users/register",
                credentials().put("email", name + "@example.com"));
    }

    private ObjectNode credentials() {
        return JsonNodeFactory.instance.objectNode().put("username", name).put("password", PASSWORD);
    }

    /** The shop's id of the customer, once it is known. */
    Optional<String> id() {
        return id;
    }

    /** What the customer shows at each request; nothing before the customer has signed in. */
    Optional<String> token() {
        return token;
    }

    @Override
    public String toString() {
        return name;
    }
}
