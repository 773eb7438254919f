package dev.crema.ledger.sql;

import dev.crema.books.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.Query;

/**
 * Everything that is in none of the known lanes, as ranges between their names: an index that begins with the lane finds
 * them without walking through what waits in the known ones.
 */
final class Gaps {
    private Gaps() {}

    /** The condition; to be completed by {@link #bind}. */
    static String in(String column, Room room) {
        int lanes = room.lanes().size();
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i <= lanes; i++) {
            String above = i == 0 ? "" : column + " > :lane" + (i - 1);
            String below = i == lanes ? "" : column + " < :lane" + i;
            ranges.add(above + (above.isEmpty() || below.isEmpty() ? "" : " and ") + below);
        }
        return lanes == 0 ? "1 = 1" : String.join(" or ", ranges);
    }

    static Query bind(Query query, Room room) {
        int lane = 0;
        for (String name : new TreeSet<>(room.lanes().keySet())) {
            query.bind("lane" + lane++, name);
        }
        return query;
    }
}
