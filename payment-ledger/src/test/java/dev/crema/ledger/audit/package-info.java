@NullMarked
package dev.crema.ledger.audit;

import org.jspecify.annotations.NullMarked;
