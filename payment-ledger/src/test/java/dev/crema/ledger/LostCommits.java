package dev.crema.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** A network whose next commit loses its connection: before the database heard, or after. */
public final class LostCommits extends Network {
    /** Where the connection breaks. */
    public enum Break {
        NONE,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT,
        /** After it, and no new connection is to be had until told otherwise. */
        AFTER_THE_COMMIT_AND_STAY_AWAY
    }

    private final AtomicReference<Break> next = new AtomicReference<>(Break.NONE);
    private volatile boolean away;

    public LostCommits(DataSource real) {
        super(real);
    }

    /** What happens to the next commit; the ones after it are well again. */
    public void loseNext(Break where) {
        away = false;
        next.set(where);
    }

    /** Whether what was to be lost has been. */
    public boolean isLost() {
        return next.get() == Break.NONE;
    }

    @Override
    protected void connecting() throws SQLException {
        if (away) {
            throw lost("connect");
        }
    }

    @Override
    protected void commit(Connection connection, Commit commit) throws SQLException {
        Break where = next.getAndSet(Break.NONE);
        if (where == Break.BEFORE_THE_COMMIT) {
            connection.rollback();
        } else {
            commit.run();
        }
        if (where != Break.NONE) {
            away = where == Break.AFTER_THE_COMMIT_AND_STAY_AWAY;
            connection.abort(Runnable::run);
            throw lost("commit");
        }
    }

    private static SQLException lost(String when) {
        return new SQLNonTransientConnectionException("An I/O error occurred at " + when, "08006");
    }
}
