/**
 * Wires the library into a Spring Boot application: properties, beans, the host's transactions, {@link
 * dev.crema.spring.OnPayment} methods, health. Start with {@link dev.crema.spring.CremaAutoConfiguration}. Decides nothing
 * about money and knows no SQL.
 */
@NullMarked
package dev.crema.spring;

import org.jspecify.annotations.NullMarked;
