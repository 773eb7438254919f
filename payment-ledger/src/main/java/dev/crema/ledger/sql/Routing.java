package dev.crema.ledger.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * On which rows a request books what it says of accounts, where these are kept as more than one. It is decided before
 * the locks are taken, from what was seen of the accounts then; the account's own row is never wrong.
 *
 * @param stripes the stripe for each account that is not booked on its own row
 * @param gathered rows to be locked besides, so that money can be brought together from them
 * @param deferred accounts whose row is not locked, as all that is said of them is booked later
 * @param folded accounts of which all that was booked later is to be folded first
 */
record Routing(
        Map<AccountKey, Integer> stripes,
        SortedSet<AccountKey> gathered,
        Set<AccountKey> deferred,
        Set<AccountKey> folded) {
    static final Routing PLAIN = new Routing(Map.of(), new TreeSet<>(), Set.of(), Set.of());

    /** Whether every account is booked on its own row, and nothing else is locked. */
    boolean isPlain() {
        return stripes.isEmpty() && gathered.isEmpty();
    }

    /** The row that the account is booked on. */
    AccountKey row(AccountKey account) {
        Integer stripe = stripes.get(account);
        return stripe == null ? account : account.on(stripe);
    }

    boolean defers(AccountKey account) {
        return deferred.contains(account);
    }

    /** With the account on its own row, which is locked. */
    Routing onOwnRow(AccountKey account) {
        Map<AccountKey, Integer> others = new HashMap<>(stripes);
        others.remove(account);
        Set<AccountKey> stillDeferred = new HashSet<>(deferred);
        stillDeferred.remove(account);
        return new Routing(others, gathered, stillDeferred, folded);
    }

    /** With the account on its own row, and all its others locked as well. */
    Routing gathering(AccountKey account, int count) {
        SortedSet<AccountKey> rows = new TreeSet<>(gathered);
        rows.addAll(account.rows(count));
        Routing own = onOwnRow(account);
        return new Routing(own.stripes, rows, own.deferred, folded);
    }

    /** With the account's own row, into which all is folded first that waits. */
    Routing folded(AccountKey account) {
        Set<AccountKey> more = new HashSet<>(folded);
        more.add(account);
        Routing own = onOwnRow(account);
        return new Routing(own.stripes, gathered, own.deferred, more);
    }
}
