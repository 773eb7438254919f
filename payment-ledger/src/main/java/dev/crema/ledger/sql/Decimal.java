package dev.crema.ledger.sql;

/** Whole numbers in a text of bytes. */
final class Decimal {
    private Decimal() {}

    /**
     * Reads digits, after a minus or not.
     *
     * @throws ArithmeticException if it is too large
     * @throws NumberFormatException if it is no number, or written otherwise than {@link Long#toString(long)} does
     */
    static long parse(byte[] text, int from, int to) {
        boolean negative = from < to && text[from] == '-';
        int first = negative ? from + 1 : from;
        if (first >= to || (text[first] == '0' && (to - first > 1 || negative))) {
            throw new NumberFormatException("no whole number");
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("no whole number");
            }
            // As a negative number, since there is one more of those. Up to 18 digits cannot overflow.
            value = i - first < 18 ? value * 10 - digit : Math.subtractExact(Math.multiplyExact(value, 10L), digit);
        }
        return negative ? value : Math.negateExact(value);
    }
}
