/**
 * The payment engine, measured beside bare postings of the ledger that it stands on: start with {@link
 * dev.crema.benchmark.engine.EngineBenchmark}. Uses the library as a host does, and fills its tables only to have a
 * million payments wait.
 */
@NullMarked
package dev.crema.benchmark.engine;

import org.jspecify.annotations.NullMarked;
