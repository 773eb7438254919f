package dev.crema.ledger.sql;

import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.sql.Command.Post;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accounts as this process last left them, or is about to, so that a batch need not read them before it writes. Others may have changed
 * them since; that is found out by the write, which asks in the same statement whether every row still is as it was
 * remembered. Where that is often not so, as several processes post to the same accounts, nothing is presumed for a
 * while, and longer each time. Safe for use by many threads.
 */
final class Recollection {
    private static final int MOST = 10_000;
    private static final int LONGEST_REST = 256;

    private final Map<AccountKey, AccountRow> rows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountKey, AccountRow> eldest) {
            return size() > MOST;
        }
    };

    private int rest = 1;
    private int resting;

    /**
     * All that is needed to judge the requests; empty unless all of it is known and the requests do nothing but post to
     * accounts that are kept plainly.
     */
    synchronized Optional<Found> of(List<Request> requests) {
        if (resting > 0) {
            resting--;
            return Optional.empty();
        }
        Found found = new Found();
        for (Request request : requests) {
            if (request.looks() || !request.routing().equals(Routing.PLAIN)) {
                return Optional.empty();
            }
            for (Command command : request.commands()) {
                if (!(command instanceof Post post) || post.draws() != null || post.corrects() != null) {
                    return Optional.empty();
                }
                for (AccountKey account : post.accounts()) {
                    AccountRow row = rows.get(account);
                    if (row == null) {
                        return Optional.empty();
                    }
                    found.accounts().put(account, row);
                }
            }
        }
        return Optional.of(found);
    }

    /** Remembers accounts as a transaction left them that is committed, or is about to be. */
    synchronized void keep(Collection<AccountRow> left) {
        for (AccountRow row : left) {
            if (row.account().keeping().equals(Keeping.PLAIN)) {
                rows.put(row.key(), row);
            } else {
                rows.remove(row.key());
            }
        }
    }

    /** What was presumed was so. */
    synchronized void right() {
        rest = Math.max(1, rest - 1);
    }

    /** Forgets what the requests are about. */
    synchronized void forget(List<Request> requests) {
        requests.forEach(request -> rows.keySet().removeAll(request.rows()));
    }

    /** Forgets what the requests are about, as some of it has changed. */
    synchronized void wrong(List<Request> requests) {
        forget(requests);
        resting = rest;
        rest = Math.min(LONGEST_REST, 2 * rest);
    }
}
