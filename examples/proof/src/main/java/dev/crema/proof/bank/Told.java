package dev.crema.proof.bank;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Where the entries of a journal stand, in words that are the same from the ledger and from the database. */
final class Told {
    private Told() {}

    /** One entry where it stands. */
    record Place(String account, long number, long minor, long balance) {
        @Override
        public String toString() {
            return account + "#" + number + "=" + minor + ">" + balance;
        }
    }

    /** All of a journal, in whatever order. */
    static String of(List<Place> places) {
        return places.stream()
                .sorted(Comparator.comparing(Place::account).thenComparingLong(Place::number))
                .map(Place::toString)
                .collect(Collectors.joining(","));
    }
}
