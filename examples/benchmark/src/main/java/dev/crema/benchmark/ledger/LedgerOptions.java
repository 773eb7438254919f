package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.DatabaseKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is asked for.
 *
 * @param size how thoroughly
 * @param databases on which databases
 * @param sections which parts
 */
record LedgerOptions(Size size, Set<DatabaseKind> databases, Set<SectionName> sections) {
    /** @throws IllegalArgumentException if they make no sense; the message says why */
    static LedgerOptions parse(List<String> options) {
        Size size = Size.FULL;
        Set<DatabaseKind> databases = EnumSet.allOf(DatabaseKind.class);
        Set<SectionName> sections = EnumSet.allOf(SectionName.class);
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            switch (option) {
                case "--quick" -> size = Size.QUICK;
                case "--tiny" -> size = Size.TINY;
                case "--database" -> databases = EnumSet.of(DatabaseKind.of(value(options, ++i)));
                case "--only" -> sections = EnumSet.of(SectionName.of(value(options, ++i)));
                default -> throw new IllegalArgumentException("ledger has no option \"" + option + "\".");
            }
        }
        return new LedgerOptions(size, databases, sections);
    }

    private static String value(List<String> options, int at) {
        return at < options.size() ? options.get(at) : "";
    }
}
