package dev.crema.context;

/**
 * Whose payments and accounts these are: a tenant of the host. Nothing is ever found across scopes.
 *
 * @param name 1 to 32 characters out of {@code A-Z a-z 0-9 . _ : -}; compared byte for byte
 */
public record Scope(String name) {
    /** The scope of hosts that serve a single tenant. */
    public static final Scope DEFAULT = new Scope("default");

    public Scope {
        Grammar.require("scope", name, 32);
    }

    @Override
    public String toString() {
        return name;
    }
}
