package dev.crema.ledger.crash;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What is in an H2 database at a moment, to go back to: much faster than to make it again. */
final class Kept {
    private static final String TABLES = """
            select table_name from information_schema.tables
            where table_schema = 'PUBLIC' and table_type = 'BASE TABLE' order by table_name
            """;

    private static final String COPY = "create table %s.%s as select * from public.%s";

    private final DataSource dataSource;
    private final List<String> restore;

    private Kept(DataSource dataSource, List<String> restore) {
        this.dataSource = dataSource;
        this.restore = restore;
    }

    /** Keeps what is there now, beside it and instead of what was kept under that name before. */
    static Kept of(DataSource dataSource, String name) {
        List<String> restore = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + name + " cascade");
            statement.execute("create schema " + name);
            for (String table : tables(dataSource)) {
                restore.add("truncate table public." + table);
                statement.execute(COPY.formatted(name, table, table));
                if (isFilled(statement, table)) {
                    restore.add("insert into public.%s select * from %s.%s".formatted(table, name, table));
                }
            }
            return new Kept(dataSource, restore);
        } catch (SQLException e) {
            throw new IllegalStateException("what is in the database could not be kept", e);
        }
    }

    private static boolean isFilled(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("select 1 from public." + table + " fetch first row only")) {
            return row.next();
        }
    }

    /** The tables there are. */
    static List<String> tables(DataSource dataSource) {
        List<String> tables = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
            return tables;
        } catch (SQLException e) {
            throw new IllegalStateException("the tables could not be read", e);
        }
    }

    void restore() {
        try (Connection connection = dataSource.getConnection()) {
            for (String sql : restore) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be brought back", e);
        }
    }
}
