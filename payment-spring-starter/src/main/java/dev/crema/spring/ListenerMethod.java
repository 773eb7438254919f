package dev.crema.spring;

import dev.crema.event.NamedListener;
import dev.crema.failure.ConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ReflectionUtils;

/**
 * One method that wants events, and the bean to call it on.
 *
 * @param kind the events it wants
 */
record ListenerMethod(String bean, Method method, Class<?> kind) {
    private static final int LONGEST_NAME = 64;

    /**
     * The method, if it can be called as promised.
     *
     * @param beanType what the container hands out for the bean, which may be a proxy
     * @throws ConfigurationException naming the method and the remedy
     */
    static ListenerMethod of(ListenerKind told, String bean, Class<?> beanType, Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        require(
                parameters.length == 1 && told.event().isAssignableFrom(parameters[0]),
                method,
                "does not take one event; give it one parameter, a " + told.example());
        require(
                method.getReturnType() == void.class,
                method,
                "returns something nobody would read; make it void, and do the work before it returns");
        require(
                !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers()),
                method,
                "is private or static, so it is not called on the bean; make it neither");
        require(
                !isAsync(method),
                method,
                "is @Async, so its event would count as delivered before the work is done; leave @Async out,"
                        + " it is called on a thread of the library anyway");
        requireReachable(beanType, method);
        return new ListenerMethod(bean, method, parameters[0]);
    }

    private static void requireReachable(Class<?> beanType, Method method) {
        boolean subclassed =
                beanType != method.getDeclaringClass() && beanType.getName().contains("$$");
        require(
                !(subclassed && Modifier.isFinal(method.getModifiers())),
                method,
                "is final, so the bean's proxy cannot hand the call on; make it not final");
        try {
            AopUtils.selectInvocableMethod(method, beanType);
        } catch (IllegalStateException e) {
            throw refused(
                    method,
                    "is not offered by the bean's proxy, which has only its interfaces; declare it in one"
                            + " of them, or let the bean be proxied by its class");
        }
    }

    private static boolean isAsync(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class);
    }

    private static void require(boolean held, Method method, String problem) {
        if (!held) {
            throw refused(method, problem);
        }
    }

    private static ConfigurationException refused(Method method, String problem) {
        return new ConfigurationException(ListenerKind.of(method) + " method "
                + method.getDeclaringClass().getName() + "." + method.getName() + ": " + problem);
    }

    /** The method as a listener, by the names of its bean, its own and that of its event: the same after a restart. */
    NamedListener<?> listener(BeanFactory beans) {
        return listener(kind, beans);
    }

    private <E> NamedListener<E> listener(Class<E> wanted, BeanFactory beans) {
        return new NamedListener<>(name(), wanted, event -> call(beans, event));
    }

    private String name() {
        String name = (bean + "." + method.getName() + ":" + kind.getSimpleName()).replaceAll("[^A-Za-z0-9._:-]", "_");
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        // Cut, and told apart by what was cut off.
        String digest = Integer.toHexString(name.hashCode());
        return name.substring(0, LONGEST_NAME - digest.length() - 1) + "-" + digest;
    }

    /** Calls it on the bean as it is by now, through its proxy. What it throws comes out as it is. */
    void call(BeanFactory beans, Object event) throws Exception {
        Object target = beans.getBean(bean);
        Method invocable = AopUtils.selectInvocableMethod(method, target.getClass());
        ReflectionUtils.makeAccessible(invocable);
        try {
            invocable.invoke(target, event);
        } catch (InvocationTargetException e) {
            ReflectionUtils.rethrowException(e.getTargetException());
        }
    }
}
