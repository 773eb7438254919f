/**
 * The only place that speaks SQL. Start with {@link dev.crema.ledger.sql.Database}: it runs a piece of work in one
 * transaction, the host's own where one is open, and says in the library's failures what became of it. {@link
 * dev.crema.ledger.sql.Schema} makes and checks the tables. What differs from database to database is in the dialects
 * and nowhere else. Nothing here knows a channel.
 *
 * <p>Public types are those that the packages beside this one build upon; hosts use {@link
 * dev.crema.ledger.sql.Schema} and {@link dev.crema.ledger.sql.Durability} at most.
 */
@NullMarked
package dev.crema.ledger.sql;

import org.jspecify.annotations.NullMarked;
