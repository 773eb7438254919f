/**
 * Runs that try to make the books wrong: simulation, crashes and killed processes. Reports what it saw, and knows
 * the library only as a host would.
 */
@NullMarked
package dev.crema.proof;

import org.jspecify.annotations.NullMarked;
