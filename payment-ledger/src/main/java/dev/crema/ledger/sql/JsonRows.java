package dev.crema.ledger.sql;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Rows as one parameter for {@code json_table}: an array of arrays. Used by one thread. */
final class JsonRows {
    private final StringBuilder text = new StringBuilder("[");

    /** Adds a row. Bytes become hexadecimal digits, and all but numbers and null becomes text. */
    JsonRows add(@Nullable Object... values) {
        text.append(text.length() == 1 ? "[" : ",[");
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            addValue(values[i]);
        }
        text.append(']');
        return this;
    }

    private void addValue(@Nullable Object value) {
        if (value == null || value instanceof Long || value instanceof Integer) {
            text.append(value);
        } else if (value instanceof byte[] bytes) {
            text.append('"').append(HexFormat.of().formatHex(bytes)).append('"');
        } else {
            addText(value.toString());
        }
    }

    private void addText(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "]";
    }
}
