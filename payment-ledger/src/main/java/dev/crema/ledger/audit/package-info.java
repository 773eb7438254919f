/**
 * Proving the books: that nothing in them was changed, removed, inserted or reordered, and that everything adds up. Start
 * with {@link dev.crema.ledger.audit.Audit}. Knows what the books must say, and no database.
 */
@NullMarked
package dev.crema.ledger.audit;

import org.jspecify.annotations.NullMarked;
