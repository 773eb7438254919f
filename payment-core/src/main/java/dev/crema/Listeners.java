package dev.crema;

import dev.crema.event.Listener;
import dev.crema.event.NamedListener;
import dev.crema.failure.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The host's listeners by their names: those named before the start, and those of sources that know them later. */
final class Listeners {
    private final Map<String, NamedListener<?>> named = new LinkedHashMap<>();
    private final List<Class<?>> unnamed = new ArrayList<>();
    private final List<Supplier<? extends Collection<NamedListener<?>>>> sources = new ArrayList<>();

    /** A listener that nobody named is called by the kind it wants and its place among those that want the same. */
    <E> void add(Class<E> kind, Listener<? super E> listener) {
        unnamed.add(kind);
        long place = unnamed.stream().filter(kind::equals).count();
        add(new NamedListener<>(kind.getSimpleName() + "-" + place, kind, listener));
    }

    void add(NamedListener<?> listener) {
        if (named.putIfAbsent(listener.name(), listener) != null) {
            throw new ConfigurationException("listener " + listener.name() + " is there twice; give each its own name");
        }
    }

    void add(Supplier<? extends Collection<NamedListener<?>>> source) {
        sources.add(source);
    }

    private Stream<NamedListener<?>> all() {
        return Stream.concat(named.values().stream(), sources.stream().flatMap(source -> source.get().stream()));
    }

    Set<String> names() {
        return all().map(NamedListener::name).collect(Collectors.toSet());
    }

    /** The names of those that want the event. */
    List<String> wanting(Object event) {
        return all().filter(listener -> listener.wants(event))
                .map(NamedListener::name)
                .distinct()
                .toList();
    }

    Optional<NamedListener<?>> find(String name) {
        return all().filter(listener -> listener.name().equals(name)).findFirst();
    }
}
