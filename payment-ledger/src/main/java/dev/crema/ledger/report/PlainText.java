package dev.crema.ledger.report;

/** What goes into a file whose lines mean something. */
final class PlainText {
    private PlainText() {}

    /** Whether a character ends a line, or steers a terminal or the direction of the text, instead of being seen. */
    static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
