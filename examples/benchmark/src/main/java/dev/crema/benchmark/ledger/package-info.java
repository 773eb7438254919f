/**
 * The ledger and its rivals, measured side by side: start with {@link dev.crema.benchmark.ledger.LedgerBenchmark}. Uses
 * the library as a host does, and looks into its tables only to check the books, and to copy them for the bulk limit.
 */
@NullMarked
package dev.crema.benchmark.ledger;

import org.jspecify.annotations.NullMarked;
