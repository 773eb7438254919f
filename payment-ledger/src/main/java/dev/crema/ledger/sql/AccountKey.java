package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.money.AccountId;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which row of {@code crema_account}. The order is the one in which rows are locked, by everybody. */
record AccountKey(Scope scope, AccountId id) implements Comparable<AccountKey> {
    @Override
    public int compareTo(AccountKey other) {
        int byScope = scope.name().compareTo(other.scope.name());
        return byScope != 0 ? byScope : id.path().compareTo(other.id.path());
    }

    static SortedSet<AccountKey> all(Scope scope, Iterable<AccountId> ids) {
        SortedSet<AccountKey> keys = new TreeSet<>();
        ids.forEach(id -> keys.add(new AccountKey(scope, id)));
        return keys;
    }
}
