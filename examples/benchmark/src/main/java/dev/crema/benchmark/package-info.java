/**
 * How fast the library is, measured beside what else one could do on the same machine in the same minutes. Start with
 * {@link dev.crema.benchmark.Benchmark}.
 */
@NullMarked
package dev.crema.benchmark;

import org.jspecify.annotations.NullMarked;
