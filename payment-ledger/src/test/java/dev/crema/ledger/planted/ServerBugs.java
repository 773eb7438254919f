package dev.crema.ledger.planted;

import static dev.crema.ledger.planted.PlantedBug.that;
import static java.util.Collections.nCopies;

import dev.crema.ledger.TestDatabase;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bugs of a ledger on a database server: those of H2 that are not in H2's own statements, and others in the server's
 * own. There several transactions really are at work at once.
 */
final class ServerBugs {
    private static final String COMMON = "sql/BatchSql.java";
    private static final String LOCK_ONE = "from crema_account where scope = ? and account = ? for update\"";
    private static final String UNLOCKED_ONE = "from crema_account where scope = ? and account = ?\"";
    private static final String LATE = "sql.GroupCommitTest#whatChangedSinceItWasReadIsNotWrittenOver";
    private static final String FREE = "sql.GroupCommitTest#ofABatchOnlyThoseAreJudgedWhoseAccountsAreFree";
    private static final String NEIGHBOURS = "sql.GroupCommitTest#aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone";

    // Who meets whom is up to chance, so it is run more than once.
    private static final String[] RACES = nCopies(
                    5, "model.SerializabilityTest#F43_I14_whatManyDoAtOnceCouldHaveBeenDoneOneByOne")
            .toArray(String[]::new);

    private static final String POSTGRESQL = "sql/PostgreSqlBatch.java";
    private static final String POSTGRESQL_WRITES = "sql/PostgreSqlWrites.java";
    private static final String COMPARED_ONE = "balance_minor = ? and held_minor = ? and entry_count = ? and terms = ?";
    private static final String ANY_ONE =
            "(true or balance_minor = ? or held_minor = ? or entry_count = ? or terms = ?)";
    private static final String COMPARED = " and a.balance_minor = n.balance_was\n                and a.held_minor ="
            + " n.held_was and a.entry_count = n.count_was and a.terms = n.terms";

    private static final String MARIADB = "sql/MySqlBatch.java";

    private ServerBugs() {}

    /** All that can be planted there. */
    static List<PlantedBug> on(TestDatabase.Kind kind) {
        return kind == TestDatabase.Kind.H2
                ? PlantedBug.ALL
                : Stream.concat(PlantedBug.ALL.stream().filter(ServerBugs::isEverywhere), own(kind).stream())
                        .toList();
    }

    /** Those in the database's own statements. */
    static List<PlantedBug> own(TestDatabase.Kind kind) {
        return switch (kind) {
            case H2 -> PlantedBug.ALL.stream().filter(bug -> !isEverywhere(bug)).toList();
            case POSTGRESQL ->
                List.of(
                        postgreSqlOverwrites(that("an update is lost")).isCaughtBy(LATE),
                        postgreSqlDoesNotLock(that("the accounts are checked outside of their locks"))
                                .isCaughtBy(FREE),
                        postgreSqlDoesNotLock(postgreSqlOverwrites(that("nobody locks, and nobody compares")))
                                .isCaughtBy(RACES),
                        that("half of a batch is written")
                                .in(
                                        "sql/PostgreSqlColumns.java",
                                        "addEntries(List<Writing.EntryRow> rows) throws SQLException {",
                                        "addEntries(List<Writing.EntryRow> all) throws SQLException {"
                                                + " List<Writing.EntryRow> rows = all.subList(0, (all.size() + 1) / 2);")
                                .in(
                                        POSTGRESQL_WRITES,
                                        "BatchSql.requireAll(writing.entries.size(), statement.getUpdateCount(), \"an entry\");",
                                        "")
                                .isCaughtBy(NEIGHBOURS));
            case MARIADB ->
                List.of(
                        mariaDbOverwrites(that("an update is lost")).isCaughtBy(LATE),
                        // There the test waits for the lock, which ends it for lasting too long.
                        mariaDbDoesNotLock(that("the accounts are checked outside of their locks"))
                                .isCaughtBy(FREE),
                        mariaDbDoesNotLock(mariaDbOverwrites(that("nobody locks, and nobody compares")))
                                .isCaughtBy(RACES),
                        that("half of a batch is written")
                                .in(
                                        MARIADB,
                                        "writing.entries.stream().map(this::values).toList()",
                                        "writing.entries.stream().map(this::values)"
                                                + ".limit((writing.entries.size() + 1) / 2).toList()")
                                .isCaughtBy(NEIGHBOURS));
        };
    }

    private static PlantedBug postgreSqlOverwrites(PlantedBug bug) {
        return bug.in(POSTGRESQL_WRITES, COMPARED, "").in(COMMON, COMPARED_ONE, ANY_ONE);
    }

    private static PlantedBug postgreSqlDoesNotLock(PlantedBug bug) {
        return bug.in(COMMON, LOCK_ONE, UNLOCKED_ONE)
                .in(POSTGRESQL, "LOCK_ONE + \" skip locked\"", "LOCK_ONE")
                .in(POSTGRESQL, "for update of a\"", "\"")
                .in(POSTGRESQL, "(patience != Patience.WAIT ? \" skip locked\" : \"\")", "\"\"");
    }

    private static PlantedBug mariaDbOverwrites(PlantedBug bug) {
        return bug.in("sql/MySqlAccounts.java", "where cast(concat_ws(", "where true or cast(concat_ws(");
    }

    private static PlantedBug mariaDbDoesNotLock(PlantedBug bug) {
        return bug.in(COMMON, LOCK_ONE, UNLOCKED_ONE)
                .in(MARIADB, "LOCK_ONE + skipping", "LOCK_ONE")
                .in(
                        MARIADB,
                        "straight_join crema_account a force index (primary) on a.scope = k.scope and a.account"
                                + " = k.account\n            for update\"",
                        "straight_join crema_account a force index (primary)"
                                + " on a.scope = k.scope and a.account = k.account\"")
                .in(MARIADB, "LOCK + skipping", "LOCK");
    }

    /** Whether it is in what all databases share. */
    private static boolean isEverywhere(PlantedBug bug) {
        return bug.changes().stream().noneMatch(change -> change.source().equals("sql/H2Batch.java"));
    }
}
