package dev.crema.benchmark.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a query says. */
public final class Rows {
    private Rows() {}

    /** The first column of what the query finds. */
    public static List<String> of(Address address, String query) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    /** The one number that the query finds. */
    public static long number(Address address, String query) throws SQLException {
        return Long.parseLong(of(address, query).get(0));
    }
}
