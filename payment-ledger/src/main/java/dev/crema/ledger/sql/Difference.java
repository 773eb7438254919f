package dev.crema.ledger.sql;

import dev.crema.ledger.audit.Finding;
import dev.crema.ledger.audit.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where entries and journals differ, once it is known that they do: walks both again and looks up the other
 * side of whatever is in a bucket whose sums differ. Used by one thread.
 */
final class Difference {
    private final Walk walk;
    private final Connection connection;
    private final Connection lookups;
    private final Sums sums;
    private final WalkSql sql;
    private final JournalRow journal;

    /** @param lookups a connection that can be asked while the other one is still giving rows */
    Difference(Walk walk, Connection connection, Connection lookups, Sums sums) {
        this.walk = walk;
        this.connection = connection;
        this.lookups = lookups;
        this.sums = sums;
        this.sql = walk.sql;
        this.journal = new JournalRow(sql);
    }

    void find() throws SQLException {
        @Nullable Finding before = walk.first();
        new EntryWalk(walk, connection, this::compare).run(new Sums());
        findMissing();
        new DeferredDifference(walk, connection, lookups, sums).find();
        if (before == null && walk.first() == null) {
            walk.find(Kind.ENTRY_CHANGED, "", "", 0, "", "entries and journals that say the same", "others");
        }
    }

    private boolean couldBeFirst(String scope, String account, long number) {
        return walk.couldBeFirst(new Finding(Kind.ACCOUNT_MISSING, scope, account, number, "", "", ""));
    }

    private void compare(EntryRow entry, AccountWalk account, byte[] mask) throws SQLException {
        if (sums.isZero(entry.id) || !couldBeFirst(entry.scopeText(), entry.accountText(), entry.number)) {
            return;
        }
        if (!lookUpJournal(entry.id)) {
            find(Kind.JOURNAL_MISSING, entry, entry.idText(), "its journal", "none with this id");
            return;
        }
        String reference = journal.referenceText();
        boolean deferred = DeferredTable.wasDeferred(entry.leg);
        int index = entry.leg - (deferred ? DeferredTable.FOLDED_LEGS : 0) - journal.firstLeg();
        JournalRow.@Nullable Posting line = index >= 0 && index < journal.lines() ? journal.line(index) : null;
        if (line == null
                || !Arrays.equals(journal.scope, entry.scope)
                || !journal.accountText(line).equals(entry.accountText())) {
            find(
                    Kind.ENTRY_INSERTED,
                    entry,
                    reference,
                    "an entry that its journal names as leg " + entry.leg,
                    line == null ? "no such leg" : journal.scopeText() + " " + journal.accountText(line));
            return;
        }
        if (deferred != (line.number == 0)) {
            String found = "number " + entry.number + " as leg " + entry.leg;
            find(Kind.ENTRY_CHANGED, entry, reference, "number " + line.number + " in its journal", found);
            return;
        }
        String said = deferred
                ? "amount " + line.amount + " " + journal.currencyText(line)
                : says(line.number, line.amount, line.balance, journal.booked, journal.day, journal.currencyText(line));
        String says = deferred
                ? "amount " + entry.amount + " " + EntryRow.text(account.currency)
                : says(
                        entry.number,
                        entry.amount,
                        entry.balance,
                        entry.booked,
                        entry.day,
                        EntryRow.text(account.currency));
        if (!said.equals(says)) {
            find(Kind.ENTRY_CHANGED, entry, reference, said, says);
        } else if (!Arrays.equals(mask, journal.digest())) {
            compareChain(entry, reference, mask.clone());
        }
    }

    private static String says(long number, long amount, long balance, long booked, int day, String currency) {
        return "number " + number + ", amount " + amount + ", balance " + balance + " " + currency + ", booked "
                + AccountWalk.instant(booked) + " for " + java.time.LocalDate.ofEpochDay(day);
    }

    private void find(Kind kind, EntryRow entry, String reference, String expected, String found) {
        walk.find(kind, entry.scopeText(), entry.accountText(), entry.number, reference, expected, found);
    }

    /** The entry says what its journal does, but was not chained with it. If no leg was, it is the journal that changed. */
    private void compareChain(EntryRow entry, String reference, byte[] mask) throws SQLException {
        byte[] digest = journal.digest().clone();
        for (int i = 0; i < journal.lines(); i++) {
            JournalRow.Posting line = journal.line(i);
            if (journal.firstLeg() + i != entry.leg && line.number > 0) {
                byte @Nullable [] other = maskOf(journal.scopeText(), journal.accountText(line), line.number);
                if (other != null && Arrays.equals(other, mask)) {
                    find(
                            Kind.JOURNAL_CHANGED,
                            entry,
                            reference,
                            "what all its entries were chained with",
                            "kind " + EntryRow.text(journal.kind) + ", description "
                                    + EntryRow.text(journal.description) + ", content " + Hash.read(journal.content));
                    return;
                }
            }
        }
        byte[] expected = entry.hash.clone();
        for (int i = 0; i < 32 && i < expected.length; i++) {
            expected[i] ^= (byte) (mask[i] ^ digest[i]);
        }
        find(Kind.CHAIN_BROKEN, entry, reference, "hash " + Hash.read(expected), "hash " + Hash.read(entry.hash));
    }

    /** What the hash of an entry has beside the chain. */
    private byte @Nullable [] maskOf(String scope, String account, long number) throws SQLException {
        String query = "select " + sql.entryColumns("e") + " from crema_entry e where e.scope = ? and e.account = ?"
                + " and e.number between ? and ? order by e.number";
        try (PreparedStatement statement = lookups.prepareStatement(query)) {
            statement.setString(1, scope);
            statement.setString(2, account);
            statement.setLong(3, number - 1);
            statement.setLong(4, number);
            byte[] head = number == 1 ? origin(scope, account) : new byte[32];
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    EntryRow entry = new EntryRow(sql).read(row);
                    if (entry.number == number) {
                        return mask(head, entry);
                    }
                    head = entry.hash;
                }
            }
        }
        return null;
    }

    private byte[] origin(String scope, String account) throws SQLException {
        String query = "select a.kind, a.currency from crema_account a where a.scope = ? and a.account = ?";
        try (PreparedStatement statement = lookups.prepareStatement(query)) {
            statement.setString(1, scope);
            statement.setString(2, account);
            try (ResultSet row = statement.executeQuery()) {
                String text = row.next() ? Chain.originText(scope, account, row.getString(1), row.getString(2)) : "";
                return Hash.sha256().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }

    private static byte[] mask(byte[] head, EntryRow entry) {
        byte[] link = Arrays.copyOf(head, 88);
        Fingerprint.numbers(
                link, 32, entry.id, entry.number, entry.leg, entry.day, entry.amount, entry.balance, entry.booked);
        byte[] mask = Hash.sha256().digest(link);
        for (int i = 0; i < 32 && i < entry.hash.length; i++) {
            mask[i] ^= entry.hash[i];
        }
        return mask;
    }

    private boolean lookUpJournal(byte[] id) throws SQLException {
        return lookUpJournal(lookups, journal, id);
    }

    static boolean lookUpJournal(Connection lookups, JournalRow journal, byte[] id) throws SQLException {
        WalkSql sql = journal.sql;
        String query = "select " + sql.journalColumns("j") + " from crema_journal j where j.journal_id = ?";
        try (PreparedStatement statement = lookups.prepareStatement(query)) {
            UUID uuid = EntryRow.uuid(id);
            statement.setObject(1, sql.parameter(uuid));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                journal.read(row);
                return true;
            }
        }
    }

    /** Entries that their journals name and that are not there. */
    private void findMissing() throws SQLException {
        JournalRow row = new JournalRow(sql);
        walk.stream(connection, JournalWalk.query(sql), columns -> {
            row.read(columns);
            if (!sums.isZero(row.id)) {
                for (int i = 0; i < row.lines(); i++) {
                    if (row.line(i).number > 0) {
                        lookUpEntry(row, row.line(i));
                    }
                }
            }
        });
    }

    private void lookUpEntry(JournalRow row, JournalRow.Posting line) throws SQLException {
        String account = row.accountText(line);
        if (!couldBeFirst(row.scopeText(), account, line.number)) {
            return;
        }
        String query = "select " + sql.id("e.journal_id") + " from crema_entry e where e.scope = ? and e.account = ?"
                + " and e.number = ?";
        try (PreparedStatement statement = lookups.prepareStatement(query)) {
            statement.setString(1, row.scopeText());
            statement.setString(2, account);
            statement.setLong(3, line.number);
            try (ResultSet found = statement.executeQuery()) {
                boolean there = found.next();
                if (!there || !Arrays.equals(found.getBytes(1), row.id)) {
                    walk.find(
                            Kind.ENTRY_MISSING,
                            row.scopeText(),
                            account,
                            line.number,
                            row.referenceText(),
                            "the entry of this journal",
                            there ? "one of another" : "none");
                }
            }
        }
    }
}
