package dev.crema.spring;

import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentListener;
import dev.crema.failure.ConfigurationException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
final class OnPaymentMethods implements PaymentListener<PaymentEvent>, SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private volatile List<OnPaymentMethod> methods = List.of();
    private volatile boolean connected;

    OnPaymentMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** This, for the payments whose events the methods are told of. */
    PaymentListener<PaymentEvent> connected() {
        connected = true;
        return this;
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
        methods = List.copyOf(found);
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

    /** Tells all that want it, even if one throws; then what was thrown has the event delivered again. */
    @Override
    public void on(PaymentEvent event) throws Exception {
        List<Exception> thrown = new ArrayList<>();
        for (OnPaymentMethod method : methods) {
            if (method.wants(event)) {
                try {
                    method.call(beans, event);
                } catch (Exception e) {
                    thrown.add(e);
                }
            }
        }
        if (!thrown.isEmpty()) {
            Exception first = thrown.get(0);
            thrown.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
