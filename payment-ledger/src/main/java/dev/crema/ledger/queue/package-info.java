/**
 * Journals that are enqueued now and posted later: what waits, what was refused and why, how far behind it is. Values;
 * start with {@link dev.crema.ledger.queue.PostingQueue}. Nothing here knows a database.
 */
@NullMarked
package dev.crema.ledger.queue;

import org.jspecify.annotations.NullMarked;
