/**
 * The databases that are measured on: real servers, started for one run and thrown away after it, with the durability
 * that they ship with. Start with {@link dev.crema.benchmark.server.DatabaseKind}. Knows nothing of what is measured.
 */
@NullMarked
package dev.crema.benchmark.server;

import org.jspecify.annotations.NullMarked;
