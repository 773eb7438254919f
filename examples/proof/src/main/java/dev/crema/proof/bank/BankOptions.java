package dev.crema.proof.bank;

import dev.crema.proof.trial.Options;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a run is asked for.
 *
 * @param rounds 1 to 100000
 * @param seed decides what is asked, which faults come in which order, and after how many answers
 * @param database what the books are kept in
 */
record BankOptions(int rounds, long seed, Database database) {

    /** What the books are kept in. */
    enum Database {
        POSTGRESQL,
        MARIADB,
        /** Acknowledges commits before they are on the disk: a run that has to fail. */
        POSTGRESQL_DELAYED;

        static Database of(String option) {
            for (Database database : values()) {
                if (database.option().equals(option)) {
                    return database;
                }
            }
            throw new IllegalArgumentException(
                    "--database: \"" + option + "\" cannot be used here; give one of " + List.of(values()) + ".");
        }

        String option() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public String toString() {
            return option();
        }
    }

    /** @throws IllegalArgumentException if they make no sense; the message says why */
    static BankOptions parse(List<String> options) {
        Options given = Options.read("bank", options, Set.of("--database"));
        return new BankOptions(
                given.rounds(),
                given.seed(),
                given.value("--database").map(Database::of).orElse(Database.POSTGRESQL));
    }
}
