package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.journal.Entry;
import dev.crema.money.AccountId;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which row of {@code crema_account}. The order is the one in which rows are locked, by everybody.
 *
 * @param stripe 0 for the account's own row; further rows of a striped account are named by it, with a sign that no path
 *     has. Each row numbers its entries from 1; whoever reads the account as one sees numbers that tell the stripe too
 */
record AccountKey(Scope scope, AccountId id, int stripe) implements Comparable<AccountKey> {
    static final char SIGN = '#';
    private static final long NUMBERS = 100_000_000_000_000L;

    /** The account's own row. */
    AccountKey(Scope scope, AccountId id) {
        this(scope, id, 0);
    }

    /** From the name of a row. */
    static AccountKey of(Scope scope, String row) {
        int sign = row.indexOf(SIGN);
        return sign < 0
                ? new AccountKey(scope, new AccountId(row))
                : new AccountKey(
                        scope, new AccountId(row.substring(0, sign)), Integer.parseInt(row.substring(sign + 1)));
    }

    /** The row that the entry is in. */
    static AccountKey of(Scope scope, Entry entry) {
        return numbering(scope, entry.account(), entry.number());
    }

    /** The row of the account whose entries have numbers such as this. */
    static AccountKey numbering(Scope scope, AccountId id, long number) {
        return new AccountKey(scope, id, (int) Math.min(number / NUMBERS, Keeping.MOST_STRIPES));
    }

    /** The name of the row: the path, and the stripe if it is not the first. */
    String row() {
        return stripe == 0 ? id.path() : id.path() + SIGN + stripe;
    }

    /** The number in the account of the row's entry that has this number in its row. */
    long inAccount(long numberInRow) {
        return stripe * NUMBERS + numberInRow;
    }

    /** The number in the row, of which the tables speak, of the entry that has this number in the account. */
    static long inRow(long numberInAccount) {
        return numberInAccount % NUMBERS;
    }

    /** The row of another stripe of the account. */
    AccountKey on(int otherStripe) {
        return otherStripe == stripe ? this : new AccountKey(scope, id, otherStripe);
    }

    /** The first so many rows of the account. */
    SortedSet<AccountKey> rows(int stripes) {
        SortedSet<AccountKey> rows = new TreeSet<>();
        for (int i = 0; i < stripes; i++) {
            rows.add(on(i));
        }
        return rows;
    }

    @Override
    public int compareTo(AccountKey other) {
        int byScope = scope.name().compareTo(other.scope.name());
        return byScope != 0 ? byScope : row().compareTo(other.row());
    }

    static SortedSet<AccountKey> all(Scope scope, Iterable<AccountId> ids) {
        SortedSet<AccountKey> keys = new TreeSet<>();
        ids.forEach(id -> keys.add(new AccountKey(scope, id)));
        return keys;
    }
}
