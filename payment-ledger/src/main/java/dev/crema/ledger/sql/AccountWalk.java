package dev.crema.ledger.sql;

import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.audit.Finding.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** An account on the way along its chain, and how its row says that the way ends. Used by one thread. */
final class AccountWalk {
    /** The columns of {@link #AccountWalk}, of a table named a. */
    static String columns(WalkSql sql) {
        return "a.scope, a.account, a.kind, a.currency, a.balance_minor, a.entry_count, "
                + sql.micros("a.last_booked_at") + ", a.last_hash, a.state";
    }

    final byte[] scope;
    final byte[] account;
    final byte[] currency;
    final long count;
    private final long lastBalance;
    private final long lastBooked;
    private final byte[] lastHash;
    private final boolean closed;

    private final byte[] head = new byte[32];
    private final byte[] journal = new byte[16];
    long number;
    private long balance;
    private long booked = Long.MIN_VALUE;
    private boolean broken;

    /** Where its entries are added to for closed periods, once there was one. */
    ClosingWalk.@Nullable Carried carried;

    /** Entries that came before their turn. */
    final PriorityQueue<EntryRow> early = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.number));

    AccountWalk(WalkSql sql, ResultSet row, MessageDigest digest) throws SQLException {
        scope = row.getBytes(1);
        account = row.getBytes(2);
        currency = row.getBytes(4);
        lastBalance = row.getLong(5);
        count = row.getLong(6);
        lastBooked = sql.micros(row, 7);
        lastHash = row.getBytes(8);
        closed = AccountState.CLOSED.name().equals(row.getString(9));
        String origin = Chain.originText(
                EntryRow.text(scope), EntryRow.text(account), row.getString(3), EntryRow.text(currency));
        digest.update(origin.getBytes(StandardCharsets.UTF_8));
        Fingerprint.finish(digest, head);
    }

    /** An account that has entries and no row. */
    AccountWalk(EntryRow entry) {
        scope = entry.scope;
        account = entry.account;
        currency = new byte[0];
        lastBalance = 0;
        count = 0;
        lastBooked = 0;
        lastHash = new byte[0];
        closed = false;
        broken = true;
    }

    static int hash(byte[] scope, byte[] account) {
        return 31 * Arrays.hashCode(account) + Arrays.hashCode(scope);
    }

    boolean is(byte[] otherScope, byte[] otherAccount) {
        return Arrays.equals(account, otherAccount) && Arrays.equals(scope, otherScope);
    }

    /**
     * Takes the next entry.
     *
     * @param link scratch space: 32 bytes for the head, 56 for the entry
     * @param mask where to put what its hash has beside the chain, which must be the digest of its journal
     */
    void take(EntryRow entry, Walk walk, MessageDigest digest, byte[] link, byte[] mask) {
        if (entry.number != number + 1) {
            outOfOrder(entry, walk);
        } else if (!broken) {
            check(entry, walk);
        }
        System.arraycopy(head, 0, link, 0, 32);
        Fingerprint.numbers(
                link, 32, entry.id, entry.number, entry.leg, entry.day, entry.amount, entry.balance, entry.booked);
        digest.update(link, 0, 88);
        Fingerprint.finish(digest, mask);
        for (int i = 0; i < 32; i++) {
            mask[i] ^= i < entry.hash.length ? entry.hash[i] : 0;
            head[i] = i < entry.hash.length ? entry.hash[i] : 0;
        }
        number = entry.number;
        balance = entry.balance;
        booked = entry.booked;
        System.arraycopy(entry.id, 0, journal, 0, 16);
    }

    private void outOfOrder(EntryRow entry, Walk walk) {
        if (!broken && entry.number > number) {
            find(walk, Kind.ENTRY_MISSING, number + 1, "", "entry number " + (number + 1), "number " + entry.number);
        } else if (!broken) {
            find(walk, Kind.ENTRY_INSERTED, entry.number, entry.idText(), "one entry with this number", "another");
        }
        broken = true;
    }

    private void check(EntryRow entry, Walk walk) {
        long expected = balance + entry.amount;
        if (entry.balance != expected || ((balance ^ expected) & (entry.amount ^ expected)) < 0) {
            find(walk, Kind.BALANCE_WRONG, entry.number, entry.idText(), balance + " + " + entry.amount, entry.balance);
        }
        if (entry.booked < booked || (entry.booked == booked && !Arrays.equals(entry.id, journal))) {
            String after = "booked after " + instant(booked);
            find(walk, Kind.TIME_WRONG, entry.number, entry.idText(), after, instant(entry.booked));
        }
    }

    /** Compares with the account's row, after the last entry. */
    void end(Walk walk) {
        if (broken) {
            return;
        }
        if (number < count) {
            find(walk, Kind.ENTRY_MISSING, number + 1, "", "entries up to " + count, "none after " + number);
        } else if (number > count) {
            find(walk, Kind.ACCOUNT_CHANGED, 0, "", "entry_count " + number, count);
        } else if (balance != lastBalance) {
            find(walk, Kind.ACCOUNT_CHANGED, 0, "", "balance_minor " + balance, lastBalance);
        } else if (number > 0 && booked != lastBooked) {
            find(walk, Kind.ACCOUNT_CHANGED, 0, "", "last_booked_at " + instant(booked), instant(lastBooked));
        } else if (!Arrays.equals(number > 0 ? head : Hash.NONE.toColumn(), lastHash)) {
            find(walk, Kind.ACCOUNT_CHANGED, 0, "", "last_hash " + Hash.read(head), Hash.read(lastHash));
        } else if (closed && balance != 0) {
            find(walk, Kind.ACCOUNT_CHANGED, 0, "", "state OPEN, as there is something in it", AccountState.CLOSED);
        }
    }

    private void find(Walk walk, Kind kind, long at, String id, Object expected, Object found) {
        broken = true;
        walk.find(kind, EntryRow.text(scope), EntryRow.text(account), at, id, expected, found);
    }

    static java.time.Instant instant(long micros) {
        return java.time.Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
    }
}
