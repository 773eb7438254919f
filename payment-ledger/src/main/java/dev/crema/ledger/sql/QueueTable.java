package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.queue.Lag;
import dev.crema.ledger.queue.QueuedJournal.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/** The rows of {@code crema_queued}, and the one row that says whose turn it is to post them. */
final class QueueTable {
    static final int LONGEST_REASON = 500;

    private static final String COLUMNS =
            "journal_id, scope, reference, content_hash, journal, state, tries, reason, queued_at, place";

    private static final String INSERT = """
            insert into crema_queued (journal_id, scope, reference, content_hash, journal, state, tries, queued_at, place)
            values (:id, :scope, :reference, :content, :journal, 'WAITING', 0, <clock>, :place)
            """;

    private static final String TURN = "select name from crema_turn where name = 'queue' for update skip locked";

    private static final String WAITING = "select " + COLUMNS + """
             from crema_queued
            where state = 'WAITING' and queued_at >= :at and (queued_at > :at or place > :place)
            order by state, queued_at, place
            limit :most
            """;

    private static final String FIND = "select " + COLUMNS + " from crema_queued where journal_id = :id";

    private static final String REFUSED = "select " + COLUMNS + """
             from crema_queued
            where state = 'REFUSED' and scope = :scope
            order by state, queued_at, place
            limit :most
            """;

    private static final String DELETE = "delete from crema_queued where journal_id = :id and state = 'WAITING'";

    private static final String BECOME = """
            update crema_queued set state = :state, tries = tries + :more, reason = :reason
            where journal_id = :id and state = :from
            """;

    private static final String LAG = """
            select count(case when state = 'WAITING' then 1 end) as waiting,
                count(case when state = 'REFUSED' then 1 end) as refused,
                min(case when state = 'WAITING' then queued_at end) as oldest, <clock> as now
            from crema_queued where scope = :scope
            """;

    // Of journals that one process enqueues at one instant, which comes first.
    private static final AtomicLong PLACE = new AtomicLong();

    private final Dialect dialect;

    QueueTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A row. */
    record Row(
            JournalId id,
            Scope scope,
            Reference reference,
            Hash content,
            String journal,
            State state,
            int tries,
            String reason,
            Instant queuedAt,
            long place) {}

    /** Adds it unless it is there. */
    boolean insertIfAbsent(
            Handle handle, JournalId id, Scope scope, Reference reference, Hash content, String journal) {
        return dialect.insertIfAbsent(
                handle,
                INSERT.replace("<clock>", dialect.clock()),
                insert -> insert.bind("id", id.value())
                        .bind("scope", scope.name())
                        .bind("reference", reference.value())
                        .bind("content", content.toColumn())
                        .bind("journal", journal)
                        .bind("place", PLACE.incrementAndGet()));
    }

    /** Takes the turn until the end of the transaction, unless another transaction has it. */
    static boolean takeTurn(Handle handle) {
        return !handle.createQuery(TURN).mapTo(String.class).list().isEmpty();
    }

    /**
     * The first of those that wait behind a place.
     *
     * @param place in the order among those that were enqueued at one instant
     */
    static List<Row> waiting(Handle handle, Instant at, long place, int most) {
        return handle.createQuery(WAITING)
                .bind("at", at)
                .bind("place", place)
                .bind("most", most)
                .map((row, context) -> read(row))
                .list();
    }

    static Optional<Row> find(Handle handle, JournalId id) {
        return handle.createQuery(FIND)
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    static List<Row> refused(Handle handle, Scope scope, int most) {
        return handle.createQuery(REFUSED)
                .bind("scope", scope.name())
                .bind("most", most)
                .map((row, context) -> read(row))
                .list();
    }

    /** Takes out what was posted; false if somebody decided otherwise meanwhile. */
    static boolean delete(Handle handle, List<JournalId> posted) {
        if (posted.isEmpty()) {
            return true;
        }
        try (var batch = handle.prepareBatch(DELETE)) {
            posted.forEach(id -> batch.bind("id", id.value()).add());
            long deleted = 0;
            for (int one : batch.execute()) {
                // A driver may say that it went well without saying how many.
                deleted += one == java.sql.Statement.SUCCESS_NO_INFO ? 1 : one;
            }
            return deleted == posted.size();
        }
    }

    /** Lets it become so, if it still is what it was. */
    static boolean become(Handle handle, JournalId id, State from, State state, int more, String reason) {
        String fit = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        return handle.createUpdate(BECOME)
                        .bind("id", id.value())
                        .bind("from", from.name())
                        .bind("state", state.name())
                        .bind("more", more)
                        .bind("reason", fit)
                        .execute()
                == 1;
    }

    Lag lag(Handle handle, Scope scope) {
        return handle.createQuery(LAG.replace("<clock>", dialect.clock()))
                .bind("scope", scope.name())
                .map((row, context) -> lag(row))
                .one();
    }

    private static Lag lag(ResultSet row) throws SQLException {
        Instant now = Instants.read(row, "now");
        Duration oldest = Instants.readOptional(row, "oldest")
                .map(first -> Duration.between(first, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
        return new Lag(row.getLong("waiting"), oldest, row.getLong("refused"));
    }

    private static Row read(ResultSet row) throws SQLException {
        Optional<String> reason = Optional.ofNullable(row.getString("reason"));
        return new Row(
                Ids.journal(row, "journal_id"),
                new Scope(row.getString("scope")),
                new Reference(row.getString("reference")),
                Hash.read(row.getBytes("content_hash")),
                row.getString("journal"),
                State.valueOf(row.getString("state")),
                row.getInt("tries"),
                reason.orElse(""),
                Instants.read(row, "queued_at"),
                row.getLong("place"));
    }
}
