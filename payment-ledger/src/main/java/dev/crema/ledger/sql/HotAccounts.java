package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.sql.Command.Place;
import dev.crema.ledger.sql.Command.Post;
import dev.crema.ledger.sql.Command.Release;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
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

    private final Map<AccountKey, Keeping> known = new ConcurrentHashMap<>();

    /** Remembers how accounts are kept that a transaction came across. */
    void learn(Collection<AccountRow> rows) {
        rows.forEach(row -> learn(row.scope(), row.account()));
    }

    void learn(Scope scope, Account account) {
        if (!account.keeping().equals(Keeping.PLAIN)) {
            known.put(new AccountKey(scope, account.id()), account.keeping());
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

    private Request route(Request request, int spread) {
        if (known.isEmpty()) {
            return request;
        }
        Map<AccountKey, Integer> stripes = new HashMap<>();
        for (Command command : request.commands()) {
            for (AccountKey account : command.accounts()) {
                Keeping keeping = known.getOrDefault(account, Keeping.PLAIN);
                if (keeping.isStriped()) {
                    stripes.put(account, Math.floorMod(spread, keeping.stripes()));
                }
            }
        }
        request.commands().forEach(command -> stripes.keySet().removeAll(pinned(command)));
        return stripes.isEmpty() ? request : request.on(new Routing(stripes, Routing.PLAIN.gathered()));
    }

    /** Holds live on the account's own row; and two corrections of one journal must meet on some lock. */
    private static Set<AccountKey> pinned(Command command) {
        if (command instanceof Post post) {
            if (post.corrects() != null) {
                return post.accounts();
            }
            return post.draws() == null ? Set.of() : Set.of(post.draws().account());
        }
        return command instanceof Place place
                ? Set.of(place.hold().account())
                : Set.of(((Release) command).hold().account());
    }

    private Request reroute(Request request, Reroute elsewhere) {
        AccountKey account = elsewhere.account();
        return switch (elsewhere.reason()) {
            case MISSING -> {
                known.remove(account);
                yield request.on(request.routing().onOwnRow(account));
            }
            case SCATTERED -> request.on(request.routing().gathering(account, elsewhere.stripes()));
        };
    }
}
