package dev.crema.ledger.sql;

import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import dev.crema.payment.Transfer.Part;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a transfer as one column that a person can read: the account and the minor units of each, in order. */
final class PartText {
    private PartText() {}

    static String write(List<Part> parts) {
        Map<String, String> texts = new TreeMap<>();
        for (Part part : parts) {
            String place = String.format("%03d", texts.size() + 1);
            texts.put(place, part.to() + " " + part.amount().minor());
        }
        return OptionText.write(texts);
    }

    static List<Part> read(String text, Currency currency) {
        return OptionText.read(text).values().stream()
                .map(part -> part.split(" ", 2))
                .map(part -> new Part(new AccountId(part[0]), Money.ofMinor(currency, Long.parseLong(part[1]))))
                .toList();
    }
}
