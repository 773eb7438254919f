/**
 * Load and how it is measured: callers that do one thing again and again, at their own pace ({@link
 * dev.crema.benchmark.load.ClosedLoad}) or at a pace that is set for them ({@link dev.crema.benchmark.load.OpenLoad}).
 * Knows neither databases nor ledgers.
 */
@NullMarked
package dev.crema.benchmark.load;

import org.jspecify.annotations.NullMarked;
