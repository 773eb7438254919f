package dev.crema.proof.bank;

/**
 * One line of a journal.
 *
 * @param account its path
 * @param minor a debit as positive, a credit as negative
 */
record Leg(String account, long minor) {
    /** The same backwards from {@link #toString}. */
    static Leg parse(String text) {
        int at = text.indexOf('=');
        return new Leg(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return account + "=" + minor;
    }
}
