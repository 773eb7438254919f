package dev.crema.ledger.sql;

import dev.crema.context.BusinessContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The context that a caller gave, as one column. */
final class ContextText {
    private static final String BUSINESS = "business";
    private static final String TRADE = "trade";
    private static final String ORDER = "order";
    private static final String TRACE = "trace.";

    private ContextText() {}

    static String write(BusinessContext context) {
        Map<String, String> ids = new TreeMap<>();
        context.business().ifPresent(id -> ids.put(BUSINESS, id));
        context.trade().ifPresent(id -> ids.put(TRADE, id));
        context.order().ifPresent(id -> ids.put(ORDER, id));
        context.trace().forEach((name, id) -> ids.put(TRACE + name, id));
        return OptionText.write(ids);
    }

    static BusinessContext read(String text) {
        Map<String, String> ids = OptionText.read(text);
        Map<String, String> trace = new TreeMap<>();
        ids.forEach((name, id) -> {
            if (name.startsWith(TRACE)) {
                trace.put(name.substring(TRACE.length()), id);
            }
        });
        return new BusinessContext(
                Optional.ofNullable(ids.get(BUSINESS)),
                Optional.ofNullable(ids.get(TRADE)),
                Optional.ofNullable(ids.get(ORDER)),
                Optional.empty(),
                OptionalInt.empty(),
                trace);
    }
}
