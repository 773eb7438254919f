package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.queue.Lag;
import dev.crema.ledger.queue.PostingQueue;
import dev.crema.ledger.queue.QueuedJournal;
import dev.crema.ledger.queue.QueuedJournal.State;
import dev.crema.ledger.sql.Command.Post;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The queue of one scope on a database. */
final class SqlQueue implements PostingQueue {
    private static final int MOST = 1000;

    private final Database database;
    private final AccountTable accounts;
    private final QueueTable queue;
    private final Scope scope;

    SqlQueue(Database database, AccountTable accounts, Scope scope) {
        this.database = database;
        this.accounts = accounts;
        this.queue = new QueueTable(database.dialect());
        this.scope = scope;
    }

    /** Enqueues the journal, once. */
    void add(Journal journal) {
        Post post = Post.of(scope, journal);
        database.writeIdempotent(handle -> {
            if (!isPosted(handle, post)) {
                requireAccounts(handle, journal);
                Reference reference = journal.reference();
                String text = JournalText.of(journal);
                if (!queue.insertIfAbsent(handle, post.id(), scope, reference, post.content(), text)) {
                    QueueTable.find(handle, post.id()).ifPresent(row -> requireSame(row, post));
                }
            }
            return post;
        });
    }

    private boolean isPosted(Handle handle, Post post) {
        Optional<StoredJournal> posted = JournalTable.findOld(handle, post.id());
        posted.ifPresent(stored -> {
            stored.requireIs(scope, post.journal().reference());
            requireSame(stored.content(), post);
        });
        return posted.isPresent();
    }

    private void requireSame(QueueTable.Row row, Post post) {
        requireSame(row.content(), post);
        if (row.state() == State.DISCARDED) {
            throw new InvalidStateException("reference: " + row.reference() + " was discarded (" + row.reason()
                    + "); enqueue it under a new reference");
        }
    }

    private static void requireSame(Hash first, Post post) {
        if (!first.equals(post.content())) {
            throw new IdempotencyConflictException("reference: "
                    + post.journal().reference()
                    + " was enqueued or posted before with other lines or notes, another kind or day, or for another purpose; use a new"
                    + " reference");
        }
    }

    private void requireAccounts(Handle handle, Journal journal) {
        Map<AccountKey, AccountRow> open = accounts.findOpened(handle, AccountKey.all(scope, journal.accounts()));
        for (Line line : journal.lines()) {
            AccountRow row = open.get(new AccountKey(scope, line.account()));
            if (row == null) {
                throw new NotFoundException("account: [" + line.account() + "] not open; open it first");
            }
            row.requireEverOpenFor(line);
        }
    }

    @Override
    public Lag lag() {
        return database.read(handle -> queue.lag(handle, scope));
    }

    @Override
    public Optional<QueuedJournal> find(Reference reference) {
        return database.read(handle -> QueueTable.find(handle, JournalId.of(scope, reference)))
                .map(SqlQueue::told);
    }

    @Override
    public List<QueuedJournal> refused(int most) {
        if (most < 1 || most > MOST) {
            throw new InvalidRequestException("most", most + " is not between 1 and " + MOST);
        }
        return database.read(handle -> QueueTable.refused(handle, scope, most)).stream()
                .map(SqlQueue::told)
                .toList();
    }

    @Override
    public QueuedJournal retry(Reference reference) {
        return decide(reference, State.WAITING, "");
    }

    @Override
    public QueuedJournal discard(Reference reference, String reason) {
        if (reason.isBlank() || reason.length() > QueueTable.LONGEST_REASON) {
            throw new InvalidRequestException(
                    "reason",
                    "has " + reason.length() + " characters; say in 1 to " + QueueTable.LONGEST_REASON + " why");
        }
        return decide(reference, State.DISCARDED, reason);
    }

    private QueuedJournal decide(Reference reference, State next, String reason) {
        JournalId id = JournalId.of(scope, reference);
        return database.writeIdempotent(handle -> {
            QueueTable.Row row = QueueTable.find(handle, id)
                    .orElseThrow(() -> new NotFoundException("reference: " + reference + " is not in the queue"));
            if (row.state() == State.DISCARDED && next == State.WAITING) {
                throw new InvalidStateException("reference: " + reference + " was discarded: " + row.reason());
            }
            if (row.state() != next
                    && !QueueTable.become(
                            handle, id, row.state(), next, 0, next == State.WAITING ? row.reason() : reason)) {
                throw BatchSql.changed("the journal in the queue", null);
            }
            return told(QueueTable.find(handle, id).orElse(row));
        });
    }

    private static QueuedJournal told(QueueTable.Row row) {
        return new QueuedJournal(row.reference(), row.state(), row.tries(), row.reason(), row.queuedAt(), journal(row));
    }

    private static @Nullable Journal journal(QueueTable.Row row) {
        try {
            return JournalText.read(row.reference(), row.journal());
        } catch (RuntimeException unreadable) {
            return null;
        }
    }
}
