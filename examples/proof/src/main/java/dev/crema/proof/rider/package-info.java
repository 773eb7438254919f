/**
 * What is put beside the coffee shop's own jar for a proof. The classes here run in the shop's process and are never
 * loaded by the proof itself.
 */
@NullMarked
package dev.crema.proof.rider;

import org.jspecify.annotations.NullMarked;
