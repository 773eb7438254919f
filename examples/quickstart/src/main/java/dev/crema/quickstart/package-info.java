/**
 * The first payment in one short program.
 */
@NullMarked
package dev.crema.quickstart;

import org.jspecify.annotations.NullMarked;
