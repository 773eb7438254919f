package dev.crema.ledger.crash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;

/** Everything that is in an H2 database, as a digest: what it is the same for holds the same. */
final class Content {
    private final DataSource dataSource;
    private final List<String> queries;

    private Content(DataSource dataSource, List<String> queries) {
        this.dataSource = dataSource;
        this.queries = queries;
    }

    static Content of(DataSource dataSource) {
        return new Content(
                dataSource,
                Kept.tables(dataSource).stream()
                        .map(table -> "select * from public." + table)
                        .toList());
    }

    /** Of all rows of all tables, in whatever order they are, and of what is not in the database. */
    String digest(Object... beside) {
        MessageDigest digest = sha256();
        digest.update(Arrays.toString(beside).getBytes(StandardCharsets.UTF_8));
        try (Connection connection = dataSource.getConnection()) {
            for (String query : queries) {
                for (String row : rows(connection, query)) {
                    digest.update(row.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) '\n');
                }
                digest.update((byte) '\f');
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be read", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    text.append(row.getString(i)).append('\t');
                }
                rows.add(text.toString());
            }
        }
        Collections.sort(rows);
        return rows;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
