package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.ledger.account.Side;
import dev.crema.ledger.audit.Finding.Kind;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.Line;
import dev.crema.ledger.sql.Command.Correction;
import dev.crema.money.AccountId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks the journals that have notes, draw on a hold or correct another: with all that is attached to them they must have
 * the content they were posted with. Used by one thread.
 */
final class AttachmentWalk {
    // By what is attached, which is mostly little; from the journals, all of them would be looked up in the order of
    // ids.
    private static final String QUERY = """
            select j.journal_id, j.scope, j.reference, j.kind, j.description, j.content_hash, j.linked_to,
                j.effective_on, j.booked_at, j.postings, n.name, n.content, c.account hold_account,
                c.reference hold_reference, c.captured_minor, a.normal_side, k.journal_id original, k.slot,
                case when n.booked_at <> j.booked_at then 1 else 0 end note_moved
            from (select w.journal_id from crema_journal_note w where {scope w}
                union select d.journal_id from crema_capture d where {scope d}
                union select o.correction_id from crema_correction o) few
            join crema_journal j on j.journal_id = few.journal_id
            left join crema_journal_note n on n.journal_id = j.journal_id and n.scope = j.scope
            left join crema_capture c on c.journal_id = j.journal_id and c.scope = j.scope
            left join crema_account a on a.scope = c.scope and a.account = c.account
            left join crema_correction k on k.correction_id = j.journal_id
            where (n.journal_id is not null or c.journal_id is not null or k.journal_id is not null) and {scope j}
            order by j.journal_id
            """;

    private final Walk walk;
    private final Connection connection;
    private final Fingerprint fingerprint;

    AttachmentWalk(Walk walk, Connection connection) {
        this.walk = walk;
        this.connection = connection;
        this.fingerprint = new Fingerprint(walk.key);
    }

    /** A journal with all that is attached; more than one hold or original, or a note of another time, is wrong. */
    private static final class Attached {
        final StoredJournal stored;
        final Map<String, String> notes = new TreeMap<>();

        @Nullable
        HoldKey draws;

        long captured;
        int normalSide;

        @Nullable
        Correction corrects;

        boolean wrong;

        Attached(StoredJournal stored) {
            this.stored = stored;
        }

        void add(ResultSet row) throws SQLException {
            @Nullable String name = row.getString("name");
            if (name != null) {
                notes.put(name, row.getString("content"));
                wrong |= row.getInt("note_moved") != 0;
            }
            @Nullable String account = row.getString("hold_account");
            if (account != null) {
                HoldKey hold = new HoldKey(
                        new AccountKey(stored.scope(), new AccountId(account)),
                        new Reference(row.getString("hold_reference")));
                wrong |= draws != null && !draws.equals(hold);
                draws = hold;
                captured = row.getLong("captured_minor");
                normalSide = row.getInt("normal_side");
            }
            @Nullable JournalId original = Ids.optionalJournal(row, "original");
            if (original != null) {
                Correction correction = new Correction(original, row.getInt("slot") == 0);
                wrong |= corrects != null && !corrects.equals(correction);
                corrects = correction;
            }
        }
    }

    /** Takes the journals whose content is explained from the sum of those that need it. */
    void run(Sums attached) throws SQLException {
        @Nullable Attached[] current = new Attached[1];
        walk.stream(connection, QUERY, row -> {
            try {
                @Nullable Attached last = current[0];
                if (last == null || !last.stored.id().equals(Ids.journal(row, "journal_id"))) {
                    end(last, attached);
                    current[0] = null;
                    current[0] = new Attached(StoredJournal.read(row));
                }
                current[0].add(row);
            } catch (RuntimeException malformed) {
                String reference = row.getString("reference");
                walk.find(
                        Kind.ATTACHMENT_CHANGED,
                        row.getString("scope"),
                        "",
                        0,
                        reference,
                        "well-formed",
                        malformed.toString());
            }
        });
        end(current[0], attached);
    }

    private void end(@Nullable Attached journal, Sums attached) {
        if (journal == null) {
            return;
        }
        List<Entry> entries = List.of();
        try {
            entries = journal.stored.entries();
            if (!journal.wrong && isAsPosted(journal, entries) && tookWhatItCaptured(journal, entries)) {
                byte[] id = bytes(journal.stored.id());
                fingerprint
                        .journal(journal.stored.content().toColumn())
                        .numbers(id, 0, 0, 0, 0, 0, 0)
                        .addTo(attached, id, false);
                return;
            }
        } catch (RuntimeException malformed) {
            // Told below: what can no longer be read was not posted like that.
        }
        Entry first = entries.stream()
                .min((one, other) -> one.account().compareTo(other.account()))
                .orElse(null);
        walk.find(
                Kind.ATTACHMENT_CHANGED,
                journal.stored.scope().name(),
                first == null
                        ? ""
                        : AccountKey.of(journal.stored.scope(), first).row(),
                first == null ? 0 : AccountKey.inRow(first.number()),
                journal.stored.reference().value(),
                "notes, capture and correction as they were posted",
                "notes " + journal.notes + ", capture " + journal.draws + ", correction " + journal.corrects);
    }

    private static byte[] bytes(JournalId id) {
        return java.nio.ByteBuffer.allocate(16)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .array();
    }

    /** Whether its content is what its lines and attachments make; some of what made it is not stored but one of two. */
    private static boolean isAsPosted(Attached journal, List<Entry> entries) {
        StoredJournal stored = journal.stored;
        List<Line> lines = new ArrayList<>();
        for (Entry entry : entries) {
            boolean debit = entry.amount().isPositive();
            lines.add(new Line(
                    entry.account(),
                    debit ? Side.DEBIT : Side.CREDIT,
                    debit ? entry.amount() : entry.amount().negated()));
        }
        boolean booked = stored.effectiveOn().equals(LocalDate.ofInstant(stored.bookedAt(), ZoneOffset.UTC));
        for (boolean named : booked ? new boolean[] {false, true} : new boolean[] {true}) {
            Journal posted = new Journal(
                    stored.reference(),
                    stored.kind(),
                    stored.description(),
                    named ? stored.effectiveOn() : null,
                    journal.notes,
                    lines);
            for (boolean last : new boolean[] {true, false}) {
                if (Content.of(posted, journal.draws, last, journal.corrects).equals(stored.content())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean tookWhatItCaptured(Attached journal, List<Entry> entries) {
        if (journal.draws == null) {
            return true;
        }
        AccountId account = journal.draws.account().id();
        long taken = entries.stream()
                .filter(entry -> entry.account().equals(account))
                .mapToLong(entry -> -journal.normalSide * entry.amount().minor())
                .sum();
        return taken == journal.captured;
    }

    /** Attachments of journals that are not there. */
    void findOrphans() throws SQLException {
        String[][] orphans = {
            {
                "note",
                "select n.scope, n.name, '' from crema_journal_note n left join crema_journal j"
                        + " on j.journal_id = n.journal_id and j.scope = n.scope where j.journal_id is null and {scope n}"
            },
            {
                "capture",
                "select c.scope, c.reference, c.account from crema_capture c left join crema_journal j"
                        + " on j.journal_id = c.journal_id and j.scope = c.scope where j.journal_id is null and {scope c}"
            },
            {
                "correction",
                "select o.scope, o.reference, '' from crema_correction k join crema_journal o"
                        + " on o.journal_id = k.journal_id left join crema_journal j on j.journal_id = k.correction_id"
                        + " and j.scope = o.scope where j.journal_id is null and {scope o}"
            }
        };
        for (String[] orphan : orphans) {
            walk.stream(
                    connection,
                    orphan[1],
                    row -> walk.find(
                            Kind.ATTACHMENT_CHANGED,
                            row.getString(1),
                            "",
                            0,
                            "",
                            "the journal of each " + orphan[0],
                            orphan[0] + " " + row.getString(2) + " " + row.getString(3) + " without one"));
        }
    }
}
