package dev.crema.ledger.crash;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What is in an H2 database at a moment, to go back to: much faster than to make it again. */
final class Kept {
    private static final String TABLES = """
            select table_name from information_schema.tables
            where table_schema = 'PUBLIC' and table_type = 'BASE TABLE' order by table_name
            """;

    private final DataSource dataSource;
    private final List<String> restore;

    private Kept(DataSource dataSource, List<String> restore) {
        this.dataSource = dataSource;
        this.restore = restore;
    }

    /** Keeps what is there now, beside it and instead of what was kept under that name before. */
    static Kept of(DataSource dataSource, String name) {
        try (Handle handle = Jdbi.create(dataSource).open()) {
            List<String> tables = handle.createQuery(TABLES).mapTo(String.class).list();
            handle.execute("drop schema if exists " + name + " cascade");
            handle.execute("create schema " + name);
            List<String> restore = new ArrayList<>();
            for (String table : tables) {
                handle.execute("create table " + name + "." + table + " as select * from public." + table);
                restore.add("truncate table public." + table);
                boolean empty = handle.createQuery("select count(*) from public." + table)
                                .mapTo(int.class)
                                .one()
                        == 0;
                if (!empty) {
                    restore.add("insert into public.%s select * from %s.%s".formatted(table, name, table));
                }
            }
            return new Kept(dataSource, restore);
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
