package dev.crema.ledger.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A row of {@code crema_journal} in a walk, taken apart without making objects of it. One object is filled again and
 * again; used by one thread.
 */
final class JournalRow {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] ID_LABEL = ascii("crema journal\n");

    private static final byte[] LEVELLING = ascii(Levelling.KIND);

    final WalkSql sql;
    private final MessageDigest digest = Hash.sha256();
    private final byte[] hashed = new byte[32];

    final byte[] id = new byte[16];
    byte[] scope = NOTHING;
    byte[] reference = NOTHING;
    byte[] kind = NOTHING;
    byte[] description = NOTHING;
    byte[] content = NOTHING;
    byte[] linked = NOTHING;
    int day;
    long booked;
    byte[] postings = NOTHING;
    private int lines;
    private Posting[] posting = {};

    /** A line of the postings: its account and currency as parts of the text, and its numbers. */
    static final class Posting {
        int account;
        int accountEnd;
        int amountText;
        int amountEnd;
        int currency;
        int currencyEnd;
        long number;
        long amount;
        long balance;
    }

    JournalRow(WalkSql sql) {
        this.sql = sql;
    }

    /**
     * Reads the columns of {@link WalkSql#journalColumns}.
     *
     * @return whether its postings could be taken apart; else it has no lines
     */
    boolean read(ResultSet row) throws SQLException {
        System.arraycopy(row.getBytes(1), 0, id, 0, 16);
        scope = row.getBytes(2);
        reference = row.getBytes(3);
        kind = row.getBytes(4);
        description = orNothing(row.getBytes(5));
        content = row.getBytes(6);
        linked = orNothing(row.getBytes(7));
        day = row.getInt(8);
        booked = sql.micros(row, 9);
        postings = row.getBytes(10);
        try {
            parse();
            return true;
        } catch (RuntimeException malformed) {
            lines = 0;
            return false;
        }
    }

    private static byte[] orNothing(byte[] column) {
        return column == null ? NOTHING : column;
    }

    private void parse() {
        lines = 0;
        int at = 0;
        while (at < postings.length) {
            if (lines == posting.length) {
                grow();
            }
            Posting line = posting[lines];
            line.account = at;
            line.accountEnd = find(' ', at);
            int number = line.accountEnd + 1;
            int numberEnd = find(' ', number);
            line.number = Decimal.parse(postings, number, numberEnd);
            line.amountText = numberEnd + 1;
            line.amountEnd = find(' ', line.amountText);
            line.amount = Decimal.parse(postings, line.amountText, line.amountEnd);
            int balance = line.amountEnd + 1;
            int balanceEnd = find(' ', balance);
            line.balance = Decimal.parse(postings, balance, balanceEnd);
            line.currency = balanceEnd + 1;
            line.currencyEnd = find('\n', line.currency);
            at = line.currencyEnd + 1;
            lines++;
        }
    }

    private void grow() {
        int was = posting.length;
        posting = Arrays.copyOf(posting, Math.max(4, 2 * was));
        for (int i = was; i < posting.length; i++) {
            posting[i] = new Posting();
        }
    }

    private int find(char wanted, int from) {
        int at = from;
        while (postings[at] != wanted) {
            at++; // runs out of the array, and so fails, if there is none
        }
        return at;
    }

    int lines() {
        return lines;
    }

    /** Whether it only moved money between the rows of an account. */
    boolean levels() {
        return Arrays.equals(kind, LEVELLING);
    }

    int firstLeg() {
        return levels() ? Levelling.FIRST_LEG : 1;
    }

    Posting line(int index) {
        return posting[index];
    }

    /** Where the path of the line's account ends, and the name of a stripe begins if it is on one. */
    int pathEnd(Posting line) {
        int at = line.account;
        while (at < line.accountEnd && postings[at] != AccountKey.SIGN) {
            at++;
        }
        return at;
    }

    /** Whether its id is the one that follows from its scope and reference. */
    boolean hasItsId() {
        digest.update(ID_LABEL);
        digest.update(scope);
        digest.update((byte) '\n');
        digest.update(reference);
        Fingerprint.finish(digest, hashed);
        return Arrays.equals(hashed, 0, 16, id, 0, 16);
    }

    /** As {@link Content#digest}. The array is filled anew by the next call of any method here. */
    byte[] digest() {
        digest.update(content);
        digest.update(ID_LABEL);
        update(scope);
        update(reference);
        update(kind);
        update(linked.length == 0 ? NOTHING : ascii(EntryRow.uuid(linked).toString()));
        digest.update(description);
        Fingerprint.finish(digest, hashed);
        return hashed;
    }

    private void update(byte[] text) {
        digest.update(text);
        digest.update((byte) '\n');
    }

    /** Adds up to zero in each currency, in at least two lines. */
    boolean balances() {
        for (int i = 0; i < lines; i++) {
            long sum = 0;
            for (int j = 0; j < lines; j++) {
                if (sameCurrency(posting[i], posting[j])) {
                    sum += posting[j].amount; // wraps where a sum of all could not be counted, and back again
                }
            }
            if (sum != 0) {
                return false;
            }
            if (lines == 2) {
                return sameCurrency(posting[0], posting[1]);
            }
        }
        return lines >= 2;
    }

    private boolean sameCurrency(Posting one, Posting other) {
        return Arrays.equals(postings, one.currency, one.currencyEnd, postings, other.currency, other.currencyEnd);
    }

    String accountText(Posting line) {
        return text(line.account, line.accountEnd);
    }

    String currencyText(Posting line) {
        return text(line.currency, line.currencyEnd);
    }

    private String text(int from, int to) {
        return new String(postings, from, to - from, StandardCharsets.UTF_8);
    }

    String referenceText() {
        return EntryRow.text(reference);
    }

    String scopeText() {
        return EntryRow.text(scope);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
