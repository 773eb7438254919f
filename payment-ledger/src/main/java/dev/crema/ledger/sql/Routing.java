package dev.crema.ledger.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * On which rows a request books what it says of accounts, where these are kept as more than one. It is decided before
 * the locks are taken, from what was seen of the accounts then; the account's own row is never wrong.
 *
 * @param stripes the stripe for each account that is not booked on its own row
 * @param gathered rows to be locked besides, so that money can be brought together from them
 */
record Routing(Map<AccountKey, Integer> stripes, SortedSet<AccountKey> gathered) {
    static final Routing PLAIN = new Routing(Map.of(), new TreeSet<>());

    /** Whether every account is booked on its own row, and nothing else is locked. */
    boolean isPlain() {
        return stripes.isEmpty() && gathered.isEmpty();
    }

    /** The row that the account is booked on. */
    AccountKey row(AccountKey account) {
        Integer stripe = stripes.get(account);
        return stripe == null ? account : account.on(stripe);
    }

    /** With the account on its own row. */
    Routing onOwnRow(AccountKey account) {
        Map<AccountKey, Integer> others = new HashMap<>(stripes);
        others.remove(account);
        return new Routing(others, gathered);
    }

    /** With the account on its own row, and all its others locked as well. */
    Routing gathering(AccountKey account, int count) {
        SortedSet<AccountKey> rows = new TreeSet<>(gathered);
        rows.addAll(account.rows(count));
        return new Routing(onOwnRow(account).stripes, rows);
    }
}
