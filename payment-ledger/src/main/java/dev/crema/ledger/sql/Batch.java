package dev.crema.ledger.sql;

import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.sql.BatchSql.Patience;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests, few or many, as one piece of a transaction: all accounts locked in their order, what the requests build on
 * read under the locks, each request judged in turn, and what was admitted written, with few statements whatever the
 * number of requests. One request's refusal is its own. Safe for use by many threads.
 */
final class Batch {
    private final BatchSql sql;
    private final SettledTable settled;
    private final Supplier<Chain> chains;
    private final HotAccounts hot = new HotAccounts();

    Batch(Dialect dialect) {
        this(dialect, dialect.batch(), Chain::new);
    }

    Batch(Dialect dialect, BatchSql sql, Supplier<Chain> chains) {
        this.sql = sql;
        this.settled = dialect.settled();
        this.chains = chains;
    }

    /** What the batches have seen of accounts that are not kept plainly. */
    HotAccounts hotAccounts() {
        return hot;
    }

    /**
     * Does the requests in the transaction that is open on the connection.
     *
     * @param patience whether a request is waited with or put aside while another transaction has one of its accounts
     * @param own whether the transaction is the library's own
     * @return one outcome per request, in their order
     * @throws SqlFault if the database fails; the transaction must then be rolled back
     * @throws Occupied if what is locked is passed by, and yet another transaction would have had to be waited for
     */
    List<Outcome> run(Connection connection, List<Request> requests, Instant now, Patience patience, boolean own) {
        return run(connection, requests, now, patience, own, writing -> {});
    }

    /**
     * As {@link #run(Connection, List, Instant, Patience, boolean)}.
     *
     * @param written is told what was written, if anything was
     */
    List<Outcome> run(
            Connection connection,
            List<Request> requests,
            Instant now,
            Patience patience,
            boolean own,
            Consumer<Writing> written) {
        return run(sql, connection, requests, now, patience, own, written);
    }

    /** Whether accounts need not be read before they are written. */
    boolean presumes() {
        return sql.presumes();
    }

    /** Judges the requests by accounts as they are remembered. One that would have to be refused is left to those who look. */
    Presumption presume(List<Request> requests, Found remembered, Instant now) {
        Admission admission = new Admission(remembered, now, chains.get());
        List<Outcome> outcomes = new ArrayList<>(requests.size());
        for (Request request : requests) {
            Outcome outcome = admission.admit(request);
            outcomes.add(outcome.failure() == null ? outcome : Outcome.AGAIN);
        }
        return new Presumption(outcomes, admission.writing());
    }

    /**
     * Writes it in a transaction of the library's own, which may be committed with it.
     *
     * @throws Mistaken if an account is not as it was remembered, a journal is there already, a row is locked, or the
     *     turn before came to nothing
     */
    void write(Connection connection, Presumption presumption, Turn turn) {
        try {
            write(sql, connection, presumption.writing(), turn, true);
        } catch (SQLException | ConcurrencyException | Occupied e) {
            throw new Mistaken(e.getMessage());
        }
    }

    private void findTaken(Connection connection, List<Request> requests, Found found) throws SQLException {
        Set<SettledTransfer.Key> keys = requests.stream()
                .map(Request::transfer)
                .filter(Objects::nonNull)
                .map(SettledTransfer::key)
                .collect(Collectors.toSet());
        if (!keys.isEmpty()) {
            found.taken().putAll(settled.taken(connection, keys));
        }
    }

    private void write(BatchSql sql, Connection connection, Writing writing, @Nullable Turn turn, boolean hurries)
            throws SQLException {
        sql.write(connection, writing, turn, hurries);
        settled.write(connection, writing.transfers, hurries);
    }

    private List<Outcome> run(
            BatchSql sql,
            Connection connection,
            List<Request> requests,
            Instant now,
            Patience patience,
            boolean own,
            Consumer<Writing> written) {
        try {
            Found found = sql.find(connection, requests, patience, own);
            findTaken(connection, requests, found);
            hot.learn(found.accounts().values());
            Admission admission = new Admission(found, now, chains.get());
            List<Outcome> outcomes = new ArrayList<>(requests.size());
            Set<AccountKey> passed = new HashSet<>();
            for (Request request : requests) {
                boolean judged =
                        (patience == Patience.WAIT || found.accounts().keySet().containsAll(request.rows()))
                                && (passed.isEmpty() || Collections.disjoint(passed, request.accounts()));
                Outcome outcome = judged ? admission.admit(request) : Outcome.ELSEWHERE;
                outcomes.add(outcome);
                if (patience == Patience.SKIP_IN_ORDER && !outcome.isFinal()) {
                    passed.addAll(request.accounts());
                }
            }
            if (!own && sql != sql.sure() && outcomes.stream().anyMatch(Outcome::isRefused)) {
                // What the host's transaction shows may be older than what it locks: not to be refused by that.
                return run(sql.sure(), connection, requests, now, patience, own, written);
            }
            Writing writing = admission.writing();
            if (!writing.isEmpty()) {
                write(sql, connection, writing, null, own && patience == Patience.SKIP);
                written.accept(writing);
            }
            return outcomes;
        } catch (SQLException e) {
            if (own && patience == Patience.SKIP && sql.waitedInVain(e)) {
                throw new Occupied(e);
            }
            throw new SqlFault(e);
        }
    }
}
