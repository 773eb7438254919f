package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding.Kind;
import dev.crema.ledger.audit.Seal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks the seals, and what they say of accounts, in their order. Used by one thread. */
final class SealWalk {
    // A seal without heads is one row, and so is each head without a seal.
    private static final String SEALS = """
            select s.scope, s.number, s.heads, s.previous_hash, s.hash, %s, h.account, h.entry_count, h.hash,
                s.closed_through
            from crema_seal s
            left join crema_seal_head h on h.scope = s.scope and h.seal = s.number
            where {scope s}
            order by s.scope, s.number, h.account
            """;

    private static final String STRAY_HEADS = """
            select h.scope, h.account, h.seal
            from crema_seal_head h
            left join crema_seal s on s.scope = h.scope and s.number = h.seal
            where s.number is null and {scope h}
            """;

    private static final String BROKEN_HEADS = """
            select h.scope, h.account, h.entry_count, h.seal, h.hash, e.hash
            from crema_seal_head h
            left join crema_entry e on e.scope = h.scope and e.account = h.account and e.number = h.entry_count
            where (e.hash is null or e.hash <> h.hash) and {scope h}
            """;

    private static final String PERIODS =
            "select p.scope, p.ends_on from crema_period p where {scope p} order by p.scope, p.ends_on";

    private final Walk walk;
    private final Connection connection;
    private final @Nullable Seal published;

    private final Map<String, List<LocalDate>> closed = new HashMap<>();
    private String scope = "";
    private long number;
    private byte[] previous = Hash.NONE.toColumn();
    private byte[] hash = {};
    private SealTable.@Nullable SealDigest digest;
    private boolean seen;

    long seals;

    SealWalk(Walk walk, Connection connection, @Nullable Seal published) {
        this.walk = walk;
        this.connection = connection;
        this.published = published;
    }

    void run() throws SQLException {
        walk.stream(
                connection,
                PERIODS,
                row -> closed.computeIfAbsent(row.getString(1), each -> new ArrayList<>())
                        .add(row.getObject(2, LocalDate.class)));
        walk.stream(connection, SEALS.formatted(walk.sql.micros("s.sealed_at")), row -> {
            if (digest == null || !row.getString(1).equals(scope) || row.getLong(2) != number) {
                end();
                begin(row);
            }
            byte[] account = row.getBytes(7);
            if (account != null && digest != null) {
                digest.add(account, row.getLong(8), row.getBytes(9));
            }
        });
        end();
        walk.stream(
                connection,
                STRAY_HEADS,
                row -> find(
                        row.getString(1), row.getString(2), 0, "seal " + row.getLong(3), "a head of it and no seal"));
        walk.stream(connection, BROKEN_HEADS, row -> {
            byte[] found = row.getBytes(6);
            String sealed = "hash " + Hash.read(row.getBytes(5)) + ", as seal " + row.getLong(4) + " has it";
            if (found == null) {
                walk.find(
                        Kind.ENTRY_MISSING, row.getString(1), row.getString(2), row.getLong(3), "", sealed, "no entry");
            } else {
                find(row.getString(1), row.getString(2), row.getLong(3), sealed, "hash " + Hash.read(found));
            }
        });
        if (published != null && !seen) {
            find(published.scope(), "", 0, "seal " + published.number(), "none");
        }
    }

    private void begin(ResultSet row) throws SQLException {
        if (!row.getString(1).equals(scope)) {
            scope = row.getString(1);
            number = 0;
            previous = Hash.NONE.toColumn();
        }
        if (row.getLong(2) != number + 1) {
            find(scope, "", 0, "seal " + (number + 1), "seal " + row.getLong(2));
        } else if (!Arrays.equals(previous, row.getBytes(4))) {
            find(
                    scope,
                    "",
                    0,
                    "seal " + row.getLong(2) + " after " + Hash.read(previous),
                    "after " + Hash.read(row.getBytes(4)));
        }
        number = row.getLong(2);
        hash = row.getBytes(5);
        digest = new SealTable.SealDigest(scope, number, row.getLong(3), row.getBytes(4), walk.sql.micros(row, 6));
        @Nullable LocalDate through = row.getObject(10, LocalDate.class);
        if (through != null) {
            addClosed(digest, through);
        }
    }

    /** What was closed when it was made. */
    private void addClosed(SealTable.SealDigest sealed, LocalDate through) {
        List<LocalDate> days = closed.getOrDefault(scope, List.of());
        days.stream().filter(day -> !day.isAfter(through)).forEach(sealed::addClosed);
        if (!days.contains(through)) {
            walk.find(
                    Kind.CLOSING_WRONG,
                    scope,
                    "",
                    0,
                    "",
                    "a period that ends on " + through + ", as seal " + number + " has it",
                    "none");
        }
    }

    private void end() {
        if (digest == null) {
            return;
        }
        seals++;
        boolean complete = digest.isComplete();
        Hash reckoned = digest.finish();
        Hash stored = Hash.read(hash);
        if (!complete || !reckoned.equals(stored)) {
            find(scope, "", 0, "seal " + number + " with hash " + reckoned, stored);
        }
        if (published != null && published.scope().equals(scope) && published.number() == number) {
            seen = true;
            if (!published.hash().equals(stored.toString())) {
                find(scope, "", 0, "seal " + number + " as published, " + published.hash(), stored);
            }
        }
        previous = hash;
        digest = null;
    }

    private void find(String where, String account, long entry, Object expected, Object found) {
        walk.find(Kind.SEAL_BROKEN, where, account, entry, "", expected, found);
    }
}
