package dev.crema.ledger.sql;

import dev.crema.context.Reference;

/** Which row of {@code crema_hold}. Its account's lock guards it. */
record HoldKey(AccountKey account, Reference reference) {}
