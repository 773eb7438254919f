/** Payments on real databases: what must hold whatever happens, by the numbers of the fault catalogue. */
@NullMarked
package dev.crema.ledger.payments;

import org.jspecify.annotations.NullMarked;
