/**
 * Wires the library into a Spring Boot application: properties, beans, webhooks, health. Decides nothing about money.
 */
@NullMarked
package dev.crema.spring;

import org.jspecify.annotations.NullMarked;
