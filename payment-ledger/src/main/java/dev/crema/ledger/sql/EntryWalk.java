package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding.Kind;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks every account along its chain. Entries are taken as the database likes to give them, which on disk is nearly the
 * order of their numbers; the few that come early wait. So the largest table is read once from end to end, where going
 * by its key would fetch a page for every entry. Accounts are walked some ten thousand at a time. Used by one thread.
 */
final class EntryWalk {
    private static final int ACCOUNTS = 1 << 16;
    private static final int MOST_WAITING = 20_000;

    private static final String DEFERRED = """
            select d.scope, d.account, 0 as number, d.journal_id, d.leg, d.amount_minor, 0 as balance_minor,
                d.booked_at, d.effective_on, d.digest as hash, a.currency
            from crema_deferred d join crema_account a on a.scope = d.scope and a.account = d.account
            """;

    private final Walk walk;
    private final Connection connection;
    private final MessageDigest digest = Hash.sha256();
    private final Fingerprint fingerprint;
    private final byte[] link = new byte[88];
    private final byte[] mask = new byte[32];
    private final EntryRow row;
    private final Taker taker;

    // The accounts of this round, by a hash of their names, each at the first free place from there.
    private final AccountWalk[] places = new AccountWalk[4 * ACCOUNTS];
    private int waiting;

    long accounts;
    long entries;
    long displaced;

    /** What is done with each entry, in the order of its account. */
    interface Taker {
        /**
         * The entries of some accounts are about to be given.
         *
         * @param again whether those that were given since the last time are given once more, in another order
         */
        default void begin(boolean again) {}

        /**
         * Takes an entry.
         *
         * @param mask the digest of its journal, if its hash is what it should be
         */
        void take(EntryRow entry, AccountWalk account, byte[] mask) throws SQLException;
    }

    EntryWalk(Walk walk, Connection connection, @Nullable Taker taker) {
        this.walk = walk;
        this.connection = connection;
        this.fingerprint = new Fingerprint(walk.key);
        this.row = new EntryRow(walk.sql);
        this.taker = taker == null ? (entry, account, digestOfJournal) -> {} : taker;
    }

    /** Adds the fingerprints of all entries to the sums. */
    void run(Sums sums) throws SQLException {
        @Nullable AccountWalk after = null;
        boolean more = true;
        while (more) {
            @Nullable AccountWalk last = load(after);
            more = last != null;
            Sums round = new Sums();
            long before = entries;
            long displacedBefore = displaced;
            taker.begin(false);
            if (!scan(after, last, round, false)) {
                round.clear();
                reload(after, last);
                entries = before;
                displaced = displacedBefore;
                taker.begin(true);
                scan(after, last, round, true);
            }
            sums.add(round);
            after = last;
        }
    }

    /** Adds those of what waits to be folded into entries, as which it will count the same. */
    void runDeferred(Sums sums) throws SQLException {
        String query =
                "select " + walk.sql.entryColumns("e") + ", e.currency from (" + DEFERRED + ") e where {scope e}";
        walk.stream(connection, query, columns -> {
            row.read(columns);
            addDeferred(row.hash, row, row.leg, columns.getBytes(11), sums);
        });
    }

    /** The journal does not know which number it got, after which balance, and when. */
    private void addDeferred(byte[] digestOfJournal, EntryRow entry, int leg, byte[] currency, Sums sums) {
        fingerprint
                .journal(digestOfJournal)
                .numbers(entry.id, 0, leg, 0, entry.amount, 0, 0)
                .name(entry.scope)
                .name(entry.account)
                .name(currency)
                .addTo(sums, entry.id, true);
    }

    /** Loads the next accounts. */
    private @Nullable AccountWalk load(@Nullable AccountWalk after) throws SQLException {
        AccountWalk last = reload(after, null);
        for (AccountWalk account : places) {
            accounts += account == null ? 0 : 1;
        }
        return last;
    }

    /** Sets the accounts of a round to the beginnings of their chains; the last one if there may be more, else null. */
    private @Nullable AccountWalk reload(@Nullable AccountWalk after, @Nullable AccountWalk until) throws SQLException {
        java.util.Arrays.fill(places, null);
        waiting = 0;
        AccountWalk[] last = new AccountWalk[1];
        int[] count = new int[1];
        String query = "select " + AccountWalk.columns(walk.sql) + " from crema_account a where {scope a}"
                + range("a", after, until) + " order by a.scope, a.account limit " + ACCOUNTS;
        walk.stream(
                connection,
                query,
                account -> {
                    last[0] = new AccountWalk(walk.sql, account, digest);
                    count[0]++;
                    put(last[0]);
                },
                bounds(after, until));
        return count[0] == ACCOUNTS ? last[0] : null;
    }

    private static String range(String alias, @Nullable AccountWalk after, @Nullable AccountWalk until) {
        String names = " and (" + alias + ".scope, " + alias + ".account) ";
        return (after == null ? "" : names + "> (?, ?)") + (until == null ? "" : names + "<= (?, ?)");
    }

    private static Object[] bounds(@Nullable AccountWalk after, @Nullable AccountWalk until) {
        List<Object> bounds = new ArrayList<>();
        for (AccountWalk account : new AccountWalk[] {after, until}) {
            if (account != null) {
                bounds.add(EntryRow.text(account.scope));
                bounds.add(EntryRow.text(account.account));
            }
        }
        return bounds.toArray();
    }

    private void put(AccountWalk account) {
        int at = AccountWalk.hash(account.scope, account.account) & (places.length - 1);
        while (places[at] != null) {
            at = (at + 1) & (places.length - 1);
        }
        places[at] = account;
    }

    private AccountWalk account(EntryRow entry) {
        int at = AccountWalk.hash(entry.scope, entry.account) & (places.length - 1);
        while (places[at] != null) {
            if (places[at].is(entry.scope, entry.account)) {
                return places[at];
            }
            at = (at + 1) & (places.length - 1);
        }
        walk.find(
                Kind.ACCOUNT_MISSING,
                entry.scopeText(),
                entry.accountText(),
                entry.number,
                entry.idText(),
                "an account with this name",
                "none");
        return new AccountWalk(entry);
    }

    /** Walks the entries of the round's accounts; false if too many came early. */
    private boolean scan(@Nullable AccountWalk after, @Nullable AccountWalk until, Sums sums, boolean ordered)
            throws SQLException {
        String query = "select " + walk.sql.entryColumns("e") + " from crema_entry e where {scope e}"
                + range("e", after, until) + (ordered ? " order by e.scope, e.account, e.number" : "");
        int[] untold = new int[1];
        try {
            walk.stream(
                    connection,
                    query,
                    columns -> {
                        row.read(columns);
                        AccountWalk account = account(row);
                        if (ordered || row.number == account.number + 1) {
                            take(row, account, sums);
                            takeEarly(account, false, sums);
                        } else {
                            waitFor(row.copy(), account);
                        }
                        if (++untold[0] == 10_000) {
                            walk.walked(untold[0]);
                            untold[0] = 0;
                        }
                    },
                    bounds(after, until));
        } catch (TooMany tooMany) {
            return false;
        }
        for (AccountWalk account : places) {
            if (account != null) {
                takeEarly(account, true, sums);
                account.end(walk);
            }
        }
        walk.walked(untold[0]);
        return true;
    }

    /** More entries came early than can wait. */
    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super(null, null, false, false);
        }
    }

    private void waitFor(EntryRow entry, AccountWalk account) {
        account.early.add(entry);
        if (++waiting > MOST_WAITING) {
            throw new TooMany();
        }
    }

    /** Takes those whose turn has come, or all of them. */
    private void takeEarly(AccountWalk account, boolean all, Sums sums) throws SQLException {
        EntryRow next = account.early.peek();
        while (next != null && (all || next.number == account.number + 1)) {
            account.early.remove();
            waiting--;
            take(next, account, sums);
            next = account.early.peek();
        }
    }

    private void take(EntryRow entry, AccountWalk account, Sums sums) throws SQLException {
        account.take(entry, walk, digest, link, mask);
        if (DeferredTable.wasDeferred(entry.leg)) {
            addDeferred(mask, entry, entry.leg - DeferredTable.FOLDED_LEGS, account.currency, sums);
        } else {
            fingerprint
                    .journal(mask)
                    .numbers(entry.id, entry.number, entry.leg, entry.day, entry.amount, entry.balance, entry.booked)
                    .name(entry.scope)
                    .name(entry.account)
                    .name(account.currency)
                    .addTo(sums, entry.id, true);
        }
        entries++;
        displaced += entry.displaced ? 1 : 0;
        taker.take(entry, account, mask);
    }
}
