/**
 * What the library tells the host: one event for every payment that ends, after the commit that ended it, at least
 * once. Start with {@link dev.crema.event.PaymentEvent}. Nothing here knows how events are stored or delivered.
 */
@NullMarked
package dev.crema.event;

import org.jspecify.annotations.NullMarked;
