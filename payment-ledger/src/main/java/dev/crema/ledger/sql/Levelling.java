package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.failure.AmountExceededException;
import dev.crema.failure.InsufficientFundsException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings the money of a striped account together on its own row, as much as is needed there, and spreads what is left
 * evenly again, so that the next draws find something wherever they look.
 */
final class Levelling {
    /** The kind of the journals that do it, which readers of accounts do not see, and which nobody else can give. */
    static final String KIND = "#stripes";

    /** Their entries are numbered from here, above those of all other journals, so that an entry tells by itself. */
    static final int FIRST_LEG = 1001;

    private Levelling() {}

    /**
     * The reference of the journal, which is posted once.
     *
     * @param purpose what the money is needed for, as nothing else is
     */
    static Reference reference(AccountRow own, String purpose) {
        Hash unique = Content.hash("crema stripes\n" + own.id() + "\n" + purpose);
        return new Reference("stripes:" + unique.toString().substring(0, 32));
    }

    /** As the content of any other journal, with rows for accounts. */
    static Hash content(AccountRow own, Map<AccountKey, Long> deltas) {
        StringBuilder text = new StringBuilder(Content.OPENING).append(KIND);
        int sign = own.account().kind().normalSide().sign();
        deltas.forEach((key, delta) -> text.append('\n')
                .append(key.row())
                .append(' ')
                .append(sign * delta)
                .append(' ')
                .append(own.account().currency().code()));
        return Content.hash(text);
    }

    /**
     * What each row gets, on the account's normal side; less than zero where it gives. Together they are zero.
     *
     * @param rows all rows of the account, its own first; it has a floor
     * @param need what is to be drawn from its own row afterwards
     * @throws InsufficientFundsException if all rows together have not enough for that
     */
    static SortedMap<AccountKey, Long> deltas(List<AccountRow> rows, long need) {
        AccountRow own = rows.get(0);
        long available = available(rows);
        long rest = subtract(own, available, need);
        long least = own.account().constraint().floor().orElseThrow().minor();
        if (rest < least) {
            throw new InsufficientFundsException("account: " + own.id() + " has "
                    + own.amount(subtract(own, available, least)) + " available, " + own.amount(need) + " are needed"
                    + (own.heldMinor() > 0 ? "; " + own.amount(own.heldMinor()) + " are held" : "")
                    + (least < 0 ? "; it may go down to " + own.amount(least) : ""));
        }
        long share = Math.max(0, rest) / rows.size();
        SortedMap<AccountKey, Long> deltas = new TreeMap<>();
        long given = 0;
        for (AccountRow row : rows.subList(1, rows.size())) {
            long delta = share - row.normalMinor();
            if (delta != 0) {
                deltas.put(row.key(), delta);
                given += delta;
            }
        }
        if (given != 0) {
            deltas.put(own.key(), -given);
        }
        return deltas;
    }

    private static long available(List<AccountRow> rows) {
        long sum = 0;
        for (AccountRow row : rows) {
            sum = subtract(row, sum, -row.availableMinor());
        }
        return sum;
    }

    private static long subtract(AccountRow row, long a, long b) {
        try {
            return Math.subtractExact(a, b);
        } catch (ArithmeticException e) {
            throw new AmountExceededException(
                    "account: " + row.id() + " cannot count as much as that; use smaller amounts");
        }
    }
}
