package dev.crema.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that wants to know of the end of payments. Its one parameter says of which: {@link
 * dev.crema.event.PaymentSucceeded} or another kind, or {@link dev.crema.event.PaymentEvent} for all.
 *
 * <pre>{@code
 * @OnPayment
 * @Transactional
 * void paid(PaymentSucceeded event) {
 *     orders.markPaid(event.reference()); // harmless when repeated
 * }
 * }</pre>
 *
 * <p>The method is called after the commit that ended the payment, on a thread of the library and outside of any
 * transaction, <b>at least once</b>: after a crash or a failure the same event comes again, under the same {@link
 * dev.crema.event.PaymentEvent#id}. Events of different payments come in no particular order, and any number at a time.
 * With several instances of the application on one database, one of them is told.
 *
 * <p>Where several methods want an event, each is called by itself, with tries and dead letters of its own: one that
 * throws is called again, by the ladder of retries, and the others are not. What a method has not taken yet is stored
 * under the names of its bean, its own and its event's; when one of them changes, what was waiting becomes a dead letter.
 *
 * <p>The method returns nothing and takes nothing else. It may be of any visibility but {@code private}, and is called
 * through the bean's proxy if it has one, so {@code @Transactional} works. It is not {@code @Async}: the event would
 * count as delivered before the work is done. What cannot be called so keeps the application from starting.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface OnPayment {}
