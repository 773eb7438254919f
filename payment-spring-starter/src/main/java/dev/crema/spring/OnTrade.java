package dev.crema.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that wants to know of trades: that one is paid and waits for its confirmation, or has ended.
 * Its one parameter is a {@link dev.crema.trade.TradeEvent}.
 *
 * <pre>{@code
 * @OnTrade
 * @Transactional
 * void moved(TradeEvent event) {
 *     if (event.state() == TradeState.SUCCEEDED) {
 *         orders.markPaid(event.reference()); // harmless when repeated
 *     }
 * }
 * }</pre>
 *
 * <p>All else is as with {@link OnPayment}: at least once, after the commit, each method by itself, under {@link
 * dev.crema.trade.TradeEvent#id}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface OnTrade {}
