package dev.crema.spring;

import dev.crema.event.NamedListener;
import dev.crema.failure.ConfigurationException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * The {@link OnPayment} methods of all beans. They are collected when all beans are there, which is later than {@link
 * dev.crema.Payments} are made, since the beans that listen are often those that pay; no event is delivered before.
 */
final class OnPaymentMethods implements SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private volatile List<NamedListener<?>> listeners = List.of();
    private volatile boolean connected;

    OnPaymentMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The listeners as far as they are known, for the payments whose events they are told of. */
    Supplier<List<NamedListener<?>>> connected() {
        connected = true;
        return () -> listeners;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<OnPaymentMethod> found = new ArrayList<>();
        for (String bean : beans.getBeanNamesForType(Object.class)) {
            if (!ScopedProxyUtils.isScopedTarget(bean)) {
                targetType(bean).ifPresent(type -> collect(bean, type, found));
            }
        }
        if (!found.isEmpty() && !connected) {
            Method first = found.get(0).method();
            throw new ConfigurationException("@OnPayment method "
                    + first.getDeclaringClass().getName() + "." + first.getName()
                    + ": is told of nothing, since the application makes its own Payments; leave them to the starter and"
                    + " say what is special in a PaymentsCustomizer, or name the listener to their builder");
        }
        listeners = listeners(beans, found);
    }

    private Optional<Class<?>> targetType(String bean) {
        try {
            return Optional.ofNullable(AutoProxyUtils.determineTargetClass(beans, bean));
        } catch (RuntimeException | LinkageError unresolvable) {
            return Optional.empty(); // a bean of a type that cannot be loaded has no methods that could be called
        }
    }

    private void collect(String bean, Class<?> type, List<OnPaymentMethod> found) {
        if (!AnnotationUtils.isCandidateClass(type, OnPayment.class)) {
            return;
        }
        MetadataLookup<@Nullable OnPayment> annotated =
                method -> AnnotatedElementUtils.findMergedAnnotation(method, OnPayment.class);
        for (Method method : MethodIntrospector.selectMethods(type, annotated).keySet()) {
            Class<?> handedOut =
                    Optional.<Class<?>>ofNullable(beans.getType(bean)).orElse(type);
            found.add(OnPaymentMethod.of(bean, handedOut, method));
        }
    }

    /** Each method as a listener of its own, once all are known. */
    private static List<NamedListener<?>> listeners(
            ConfigurableListableBeanFactory beans, List<OnPaymentMethod> found) {
        Map<String, NamedListener<?>> byName = new LinkedHashMap<>();
        for (OnPaymentMethod method : found) {
            NamedListener<?> listener = method.listener(beans);
            if (byName.putIfAbsent(listener.name(), listener) != null) {
                throw new ConfigurationException("@OnPayment method " + listener.name()
                        + ": there are two by this name in one bean; give one another name");
            }
        }
        return List.copyOf(byName.values());
    }
}
