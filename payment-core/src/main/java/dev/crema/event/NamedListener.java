package dev.crema.event;

import dev.crema.failure.ConfigurationException;
import java.util.regex.Pattern;

/**
 * A listener under the name by which what it has not taken yet is stored.
 *
 * @param name 1 to 64 letters, digits and {@code . _ : -}; the same over restarts and on all instances of the
 *     application
 * @param kind the events it wants
 * @param listener what is told
 */
public record NamedListener<E>(String name, Class<E> kind, Listener<? super E> listener) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    public NamedListener {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException(
                    "listener name \"" + name + "\": give 1 to 64 letters, digits and . _ : -");
        }
    }

    public boolean wants(Object event) {
        return kind.isInstance(event);
    }

    /**
     * Tells the listener.
     *
     * @throws ClassCastException if it does not want this event
     * @throws Exception whatever the listener throws
     */
    public void tell(Object event) throws Exception {
        listener.on(kind.cast(event));
    }
}
