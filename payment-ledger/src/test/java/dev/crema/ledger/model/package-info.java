/**
 * The ledger once more, in plain collections, and random commands on both. Start with {@link
 * dev.crema.ledger.model.ReferenceLedger}, which can be read as the specification. It knows no database, no thread and no
 * lock.
 */
@NullMarked
package dev.crema.ledger.model;

import org.jspecify.annotations.NullMarked;
