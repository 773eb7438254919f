package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding;
import dev.crema.ledger.audit.Finding.Kind;
import dev.crema.ledger.audit.Seal;
import dev.crema.ledger.audit.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One verification. Entries and journals are walked side by side where the database lets two connections read one
 * snapshot and the pool has two to give, and else one after the other. Used once.
 */
final class Verification {
    private static final String ENTRIES = "select coalesce(sum(a.entry_count), 0) from crema_account a where {scope a}";

    private final DataSource dataSource;
    private final Walk walk;
    private final @Nullable Seal published;
    private final Sums entries = new Sums();
    private final Sums journals = new Sums();
    private final Sums attached = new Sums();
    private final long started = System.nanoTime();

    Verification(DataSource dataSource, Walk walk, @Nullable Seal published) {
        this.dataSource = dataSource;
        this.walk = walk;
        this.published = published;
    }

    VerifyReport run() throws SQLException {
        try (Snapshot first = Snapshot.of(dataSource, walk.sql, null)) {
            Connection connection = first.connection();
            walk.expect(2 * walk.count(connection, ENTRIES));
            @Nullable String shared = walk.sql.share(connection);
            @Nullable Snapshot second = shared == null ? null : second(shared);
            if (second == null) {
                return run(connection, connection);
            }
            try (second) {
                return run(connection, second.connection());
            }
        }
    }

    /** Another connection for the same snapshot, if one can be had. */
    private @Nullable Snapshot second(String shared) {
        try {
            return Snapshot.of(dataSource, walk.sql, shared);
        } catch (SQLException none) {
            return null; // slower, but as well
        }
    }

    private VerifyReport run(Connection connection, Connection other) throws SQLException {
        JournalWalk journalWalk = new JournalWalk(walk, other);
        ClosingWalk closingWalk = new ClosingWalk(walk, connection);
        EntryWalk entryWalk = new EntryWalk(walk, connection, closingWalk);
        FutureTask<Boolean> beside = new FutureTask<>(() -> {
            try {
                journalWalk.run(journals, attached);
                new AttachmentWalk(walk, other).run(attached);
                return true;
            } catch (SQLException | RuntimeException e) {
                walk.stop();
                throw e;
            }
        });
        SealWalk sealWalk = new SealWalk(walk, connection, published);
        if (connection == other) {
            beside.run();
        } else {
            new Thread(beside, "crema-verify-journals").start();
        }
        try {
            closingWalk.begin();
            entryWalk.run(entries);
            entryWalk.runDeferred(entries);
            new AgreementWalk(walk, connection).run(entryWalk.displaced);
            new AttachmentWalk(walk, connection).findOrphans();
            sealWalk.run();
            closingWalk.end();
        } catch (SQLException | RuntimeException e) {
            walk.stop();
            suppress(e, beside);
            throw e;
        }
        await(beside);
        entries.add(journals);
        if (!entries.isZero()) {
            findDifference(connection, other);
        }
        if (!attached.isZero()) {
            findDetached(connection);
        }
        walk.end();
        return new VerifyReport(
                named(connection),
                entryWalk.accounts,
                entryWalk.entries,
                journalWalk.journals,
                sealWalk.seals,
                Duration.ofNanos(System.nanoTime() - started));
    }

    private void findDifference(Connection connection, Connection other) throws SQLException {
        if (connection != other || walk.sql.interleaves()) {
            new Difference(walk, connection, other, entries).find();
            return;
        }
        // What was added since does not matter to it, and nothing else has changed unless by whoever tampers.
        try (Snapshot later = Snapshot.of(dataSource, walk.sql, null)) {
            new Difference(walk, connection, later.connection(), entries).find();
        }
    }

    /** Waits for the other walk even if this one failed, since it works on a connection that is about to be closed. */
    private static void suppress(Exception failure, FutureTask<?> beside) {
        try {
            await(beside);
        } catch (SQLException | RuntimeException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    private static void await(FutureTask<?> beside) throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    beside.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("a walk over the journals failed", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Journals whose content needs more than their lines, and has nothing more; those that have it were told before. */
    private void findDetached(Connection connection) throws SQLException {
        PlainContent plain = new PlainContent();
        JournalRow row = new JournalRow(walk.sql);
        String query = JournalWalk.query(walk.sql)
                + " and not exists (select 1 from crema_journal_note n where n.journal_id = j.journal_id)"
                + " and not exists (select 1 from crema_capture c where c.journal_id = j.journal_id)"
                + " and not exists (select 1 from crema_correction k where k.correction_id = j.journal_id)";
        walk.stream(connection, query, columns -> {
            if (row.read(columns) && !attached.isZero(row.id) && !plain.is(row)) {
                JournalWalk.find(
                        walk,
                        row,
                        Kind.JOURNAL_CHANGED,
                        "content " + Hash.read(row.content) + " of kind, lines, notes, capture and correction",
                        "kind " + EntryRow.text(row.kind) + " and "
                                + EntryRow.text(row.postings).strip().replace("\n", "; "));
            }
        });
    }

    /** The finding with the reference of its journal in place of the id, where that can be told. */
    private @Nullable Finding named(Connection connection) throws SQLException {
        @Nullable Finding first = walk.first();
        if (first == null) {
            return null;
        }
        UUID id;
        try {
            id = UUID.fromString(first.journal());
        } catch (IllegalArgumentException reference) {
            return first;
        }
        Finding[] named = {first};
        walk.stream(
                connection,
                "select j.reference from crema_journal j where {scope j} and j.journal_id = ?",
                row -> named[0] = new Finding(
                        first.kind(),
                        first.scope(),
                        first.account(),
                        first.number(),
                        row.getString(1),
                        first.expected(),
                        first.found()),
                walk.sql.parameter(id));
        return named[0];
    }
}
