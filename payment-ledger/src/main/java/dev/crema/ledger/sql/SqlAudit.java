package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.audit.Audit;
import dev.crema.ledger.audit.Progress;
import dev.crema.ledger.audit.Seal;
import dev.crema.ledger.audit.VerifyReport;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proves and seals the books of one scope. Safe for use by many threads. */
final class SqlAudit implements Audit {
    private final Database database;
    private final Clock clock;
    private final Scope scope;

    SqlAudit(Database database, Clock clock, Scope scope) {
        this.database = database;
        this.clock = clock;
        this.scope = scope;
    }

    @Override
    public VerifyReport verify(Progress progress) {
        return verify(scope, null, progress);
    }

    @Override
    public VerifyReport verify(Seal published, Progress progress) {
        if (!published.scope().equals(scope.name())) {
            throw new InvalidRequestException("published", "is a seal of " + published.scope() + ", not of " + scope);
        }
        return verify(scope, published, progress);
    }

    @Override
    public VerifyReport verifyAllScopes(Progress progress) {
        return verify(null, null, progress);
    }

    private VerifyReport verify(@Nullable Scope which, @Nullable Seal published, Progress progress) {
        requireOutside("verify");
        WalkSql sql = database.dialect().walk();
        Walk walk = new Walk(sql, which == null ? null : which.name(), progress);
        try {
            return new Verification(database.dataSource(), walk, published).run();
        } catch (SQLException e) {
            throw new SqlFailures(database.dialect()).of(e, false);
        }
    }

    @Override
    public Seal seal() {
        requireOutside("seal");
        return database.write(handle -> {
            try {
                return SealTable.seal(handle.getConnection(), database.dialect(), scope, clock.instant());
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        });
    }

    @Override
    public Optional<Seal> lastSeal() {
        return database.read(handle -> {
            try {
                return SealTable.last(handle.getConnection(), scope);
            } catch (SQLException e) {
                throw new SqlFault(e);
            }
        });
    }

    private void requireOutside(String what) {
        if (database.isInHostTransaction()) {
            throw new InvalidStateException(
                    what + ": needs a transaction of its own; call it outside of the host's transaction");
        }
    }
}
