/**
 * The double-entry ledger, usable alone, and the books that the payments are kept in. This module is the only one
 * that speaks SQL; it knows nothing of channels.
 */
@NullMarked
package dev.crema.ledger;

import org.jspecify.annotations.NullMarked;
