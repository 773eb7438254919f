package dev.crema.benchmark.server;

import java.sql.SQLException;
import java.util.List;

/** A running server, or a directory of files that stands for one. Closing it ends it and deletes its data. */
public interface DatabaseServer extends AutoCloseable {
    DatabaseKind kind();

    /** Makes a new, empty database. */
    Address create(String database) throws SQLException;

    /**
     * Makes a new database that is as the other is, to which nothing may be connected.
     *
     * @throws UnsupportedOperationException on everything but PostgreSQL
     */
    default Address copy(String database, String copy) throws SQLException {
        throw new UnsupportedOperationException("only PostgreSQL copies databases, not " + kind());
    }

    /** Deletes a database that was made here and to which nothing is connected any more. */
    void drop(String database) throws SQLException;

    /** Its version, and all settings that decide what a commit is worth, as the server itself tells them. */
    List<String> settings() throws SQLException;

    /** Kills the server's processes with {@code SIGKILL}, all at once, and starts it again on what they leave behind. */
    void killAndRestart() throws Exception;

    @Override
    void close();
}
