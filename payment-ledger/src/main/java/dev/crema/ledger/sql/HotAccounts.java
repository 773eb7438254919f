package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.sql.Command.Post;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was seen of accounts that are not kept plainly, and where requests are to be booked in view of it. It may be out
 * of date or empty at any time: an account of which nothing is known is booked on its own row, which is always right,
 * and a row that is not there or not enough is found out under the locks. Safe for use by many threads.
 */
final class HotAccounts {
    private static final int MOST_ROUNDS = 10;

    /** More than that at once is booked on the row; millions of this together can still be counted. */
    private static final long MOST_DEFERRED = 1_000_000_000_000L;

    private final Map<AccountKey, Known> known = new ConcurrentHashMap<>();

    private record Known(Keeping keeping, Side more) {}

    /** Remembers how accounts are kept that a transaction came across. */
    void learn(Collection<AccountRow> rows) {
        rows.forEach(row -> learn(row.scope(), row.account()));
    }

    void learn(Scope scope, Account account) {
        if (!account.keeping().equals(Keeping.PLAIN)) {
            Known seen = new Known(account.keeping(), account.kind().normalSide());
            known.put(new AccountKey(scope, account.id()), seen);
        }
    }

    /**
     * Has the request done, on other rows if need be.
     *
     * @param spread who asks: those with different ones are led to different stripes
     * @param attempt does a request in a transaction, and says what became of it
     */
    List<Object> through(Request request, int spread, Function<Request, Outcome> attempt) {
        Request routed = route(request, spread);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Outcome outcome = attempt.apply(routed);
            Reroute elsewhere = Reroute.of(outcome.failure());
            if (elsewhere == null) {
                return outcome.orThrow();
            }
            routed = reroute(routed, elsewhere);
        }
        throw new ConcurrencyException(
                "the accounts of the request were kept in another way each time; nothing was written, repeat it",
                new SQLException("rows changed"));
    }

    /**
     * The request such that all before it are seen by it, and it by all after it: every account on its own row, with
     * what else belongs to it.
     */
    Request inOrder(Request request) {
        Routing routing = request.routing();
        for (AccountKey account : request.accounts()) {
            Known one = known.get(account);
            if (one != null) {
                routing = one.keeping().deferring()
                        ? routing.folded(account)
                        : routing.gathering(account, one.keeping().stripes());
            }
        }
        return request.on(routing);
    }

    private Request route(Request request, int spread) {
        if (known.isEmpty()) {
            return request;
        }
        Map<AccountKey, Integer> stripes = new HashMap<>();
        for (Command command : request.commands()) {
            for (AccountKey account : command.accounts()) {
                Known one = known.get(account);
                if (one != null && one.keeping().isStriped()) {
                    stripes.put(account, Math.floorMod(spread, one.keeping().stripes()));
                }
            }
        }
        Set<AccountKey> deferred = deferred(request);
        for (Command command : request.commands()) {
            Set<AccountKey> pinned = pinned(command);
            stripes.keySet().removeAll(pinned);
            deferred.removeAll(pinned);
        }
        return stripes.isEmpty() && deferred.isEmpty()
                ? request
                : request.on(new Routing(stripes, Routing.PLAIN.gathered(), deferred, Set.of()));
    }

    /** The accounts that everything in the request only makes more, by amounts that no number of them overflows. */
    private Set<AccountKey> deferred(Request request) {
        Set<AccountKey> more = new HashSet<>();
        Set<AccountKey> less = new HashSet<>();
        for (Command command : request.commands()) {
            if (command instanceof Post post) {
                for (Line line : post.journal().lines()) {
                    AccountKey account = new AccountKey(post.scope(), line.account());
                    Known one = known.get(account);
                    if (one != null && one.keeping().deferring()) {
                        boolean fit = line.side() == one.more() && line.amount().minor() <= MOST_DEFERRED;
                        (fit ? more : less).add(account);
                    }
                }
            }
        }
        more.removeAll(less);
        return more;
    }

    /** Holds live on the account's own row; and two corrections of one journal must meet on some lock. */
    private static Set<AccountKey> pinned(Command command) {
        if (command instanceof Post post) {
            if (post.corrects() != null) {
                return post.accounts();
            }
            return post.draws() == null ? Set.of() : Set.of(post.draws().account());
        }
        return Set.copyOf(command.accounts());
    }

    private Request reroute(Request request, Reroute elsewhere) {
        AccountKey account = elsewhere.account();
        return switch (elsewhere.reason()) {
            case UNFIT -> {
                known.remove(account);
                yield request.on(request.routing().onOwnRow(account));
            }
            case UNFOLDED -> request.on(request.routing().folded(account));
            case SCATTERED -> request.on(request.routing().gathering(account, elsewhere.stripes()));
        };
    }
}
