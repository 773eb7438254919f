package dev.crema.ledger.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What accounts become, as MariaDB and MySQL are told it: one value that holds a record for each, cut up again by the
 * statement. For every value of its own the parser takes nearly as long as all the rest does for a row, and JSON with a
 * path for each takes longer still. A record's columns are as wide as their longest values need, filled up with blanks,
 * which end none of them.
 */
final class MySqlAccounts {
    private static final String COLUMN = "substr(n.record, ?, ?)";

    /**
     * Visits the accounts in the order of the records, each by its primary key. Only one that is all that it has to be,
     * in whatever posting goes by, is changed and counted.
     */
    static final String UPDATE = """
            update (
                select substr(?, 1 + (k.i - 1) * ?, ?) record
                from json_table(?, '$[*]' columns (i for ordinality)) k) n
            straight_join crema_account a force index (primary)
                on a.scope = convert({column} using ascii) collate ascii_bin
                and a.account = convert({column} using ascii) collate ascii_bin
            set a.last_hash = unhex({column}),
                a.balance_minor = cast({column} as signed),
                a.held_minor = cast({column} as signed),
                a.entry_count = cast({column} as signed),
                a.last_booked_at = cast({column} as datetime(6))
            where cast(concat_ws(' ', a.balance_minor, a.held_minor, a.entry_count, a.terms, a.stripes, a.deferring,
                a.state, a.only_side, a.closed_through) as binary) = rtrim({column})""".replace("{column}", COLUMN);

    private static final int COLUMNS = UPDATE.split("\\Q" + COLUMN + "\\E", -1).length - 1;

    private MySqlAccounts() {}

    /** The parameters of {@link #UPDATE}. */
    static List<Object> values(Collection<AccountRow.Change> changes) {
        List<String[]> rows = new ArrayList<>(changes.size());
        int[] widths = new int[COLUMNS];
        for (AccountRow.Change change : changes) {
            String[] row = columns(change);
            for (int i = 0; i < COLUMNS; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
            rows.add(row);
        }
        byte[] records = records(rows, widths); // as text the server would count characters for each column
        long width = records.length / rows.size();
        List<Object> values = new ArrayList<>();
        values.add(records);
        values.add(width);
        values.add(width);
        values.add("[" + String.join(",", Collections.nCopies(rows.size(), "0")) + "]");
        long from = 1;
        for (int column : widths) {
            values.add(from);
            values.add((long) column);
            from += column;
        }
        return values;
    }

    /** The columns of a record, in the order in which the statement names them. */
    private static String[] columns(AccountRow.Change change) {
        AccountRow after = change.after();
        return new String[] {
            after.scope().name(),
            after.key().row(),
            HexFormat.of().formatHex(after.lastHash().toColumn()),
            Long.toString(after.balanceMinor()),
            Long.toString(after.heldMinor()),
            Long.toString(after.entryCount()),
            MySqlDialect.text(after.lastBookedAt()),
            words(change.before())
        };
    }

    private static String words(AccountRow row) {
        Account account = row.account();
        StringBuilder words = new StringBuilder();
        words.append(row.balanceMinor()).append(' ');
        words.append(row.heldMinor()).append(' ');
        words.append(row.entryCount()).append(' ');
        words.append(row.terms()).append(' ');
        words.append(account.keeping().stripes()).append(' ');
        words.append(account.keeping().deferring() ? 1 : 0).append(' ');
        words.append(row.state());
        @Nullable Side only = account.constraint().only();
        if (only != null) {
            words.append(' ').append(only.sign());
        }
        if (row.closedThrough() != null) {
            words.append(' ').append(row.closedThrough());
        }
        return words.toString();
    }

    private static byte[] records(List<String[]> rows, int[] widths) {
        StringBuilder records = new StringBuilder();
        for (String[] row : rows) {
            for (int i = 0; i < COLUMNS; i++) {
                records.append(row[i]);
                for (int blank = row[i].length(); blank < widths[i]; blank++) {
                    records.append(' ');
                }
            }
        }
        return records.toString().getBytes(US_ASCII);
    }
}
