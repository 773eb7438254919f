package dev.crema.spring;

import dev.crema.event.PaymentEvent;
import dev.crema.trade.TradeEvent;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** What a method is told of, and the annotation that says so. */
enum ListenerKind {
    PAYMENT(OnPayment.class, PaymentEvent.class, "PaymentSucceeded or another kind of PaymentEvent"),
    TRADE(OnTrade.class, TradeEvent.class, "TradeEvent");

    private final Class<? extends Annotation> annotation;
    private final Class<?> event;
    private final String example;

    ListenerKind(Class<? extends Annotation> annotation, Class<?> event, String example) {
        this.annotation = annotation;
        this.event = event;
        this.example = example;
    }

    Class<? extends Annotation> annotation() {
        return annotation;
    }

    Class<?> event() {
        return event;
    }

    /** What the method's parameter may be, for people. */
    String example() {
        return example;
    }

    /** Whether the method bears this kind's annotation, or one that bears it. */
    boolean marks(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, annotation);
    }

    static ListenerKind of(Method method) {
        return TRADE.marks(method) ? TRADE : PAYMENT;
    }

    @Override
    public String toString() {
        return "@" + annotation.getSimpleName();
    }
}
