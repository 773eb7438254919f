package dev.crema.spring;

import dev.crema.event.NamedListener;
import dev.crema.failure.ConfigurationException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * The {@link OnPayment} and {@link OnTrade} methods of all beans. They are collected when all beans are there, which is later than {@link
 * dev.crema.Payments} are made, since the beans that listen are often those that pay; no event is delivered before.
 */
final class ListenerMethods implements SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private volatile Map<ListenerKind, List<NamedListener<?>>> listeners = Map.of();
    private volatile boolean connected;

    ListenerMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The listeners as far as they are known, for the payments whose events they are told of. */
    Supplier<List<NamedListener<?>>> connected(ListenerKind kind) {
        connected = true;
        return () -> listeners.getOrDefault(kind, List.of());
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<ListenerMethod> found = new ArrayList<>();
        for (String bean : beans.getBeanNamesForType(Object.class)) {
            if (!ScopedProxyUtils.isScopedTarget(bean)) {
                targetType(bean).ifPresent(type -> collect(bean, type, found));
            }
        }
        if (!found.isEmpty() && !connected) {
            Method first = found.get(0).method();
            throw new ConfigurationException(ListenerKind.of(first) + " method "
                    + first.getDeclaringClass().getName() + "." + first.getName()
                    + ": is told of nothing, since the application makes its own Payments; leave them to the starter and"
                    + " say what is special in a PaymentsCustomizer, or name the listener to their builder");
        }
        Map<ListenerKind, List<NamedListener<?>>> byKind = new EnumMap<>(ListenerKind.class);
        for (ListenerKind kind : ListenerKind.values()) {
            byKind.put(kind, listeners(kind, found));
        }
        listeners = byKind;
    }

    private Optional<Class<?>> targetType(String bean) {
        try {
            return Optional.ofNullable(AutoProxyUtils.determineTargetClass(beans, bean));
        } catch (RuntimeException | LinkageError unresolvable) {
            return Optional.empty(); // a bean of a type that cannot be loaded has no methods that could be called
        }
    }

    private void collect(String bean, Class<?> type, List<ListenerMethod> found) {
        for (ListenerKind kind : ListenerKind.values()) {
            if (AnnotationUtils.isCandidateClass(type, kind.annotation())) {
                Class<?> handedOut =
                        Optional.<Class<?>>ofNullable(beans.getType(bean)).orElse(type);
                MethodIntrospector.selectMethods(type, (MethodFilter) kind::marks)
                        .forEach(method -> found.add(ListenerMethod.of(kind, bean, handedOut, method)));
            }
        }
    }

    /** Each method as a listener of its own, once all are known. */
    private List<NamedListener<?>> listeners(ListenerKind kind, List<ListenerMethod> found) {
        Map<String, NamedListener<?>> byName = new LinkedHashMap<>();
        for (ListenerMethod method : found) {
            if (!kind.marks(method.method())) {
                continue;
            }
            NamedListener<?> listener = method.listener(beans);
            if (byName.putIfAbsent(listener.name(), listener) != null) {
                throw new ConfigurationException(kind + " method " + listener.name()
                        + ": there are two by this name in one bean; give one another name");
            }
        }
        return List.copyOf(byName.values());
    }
}
