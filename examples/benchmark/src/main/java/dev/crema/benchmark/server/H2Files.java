package dev.crema.benchmark.server;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** H2 in files of this process, each commit written before it is answered. */
final class H2Files implements DatabaseServer {
    private static final String SETTINGS = """
            select distinct setting_name || ' = ' || setting_value
            from information_schema.settings
            where setting_name in ('info.VERSION', 'WRITE_DELAY', 'MV_STORE')
            order by 1
            """;

    private final Path directory;
    private final Map<String, Address> databases = new LinkedHashMap<>();

    H2Files(Path directory) {
        this.directory = directory;
    }

    @Override
    public DatabaseKind kind() {
        return DatabaseKind.H2;
    }

    @Override
    public synchronized Address create(String database) throws SQLException {
        // Callers that wait for one account wait long, as on a server; by default H2 gives up after two seconds.
        String url = "jdbc:h2:file:" + directory.resolve("h2").resolve(database).toAbsolutePath()
                + ";WRITE_DELAY=0;LOCK_TIMEOUT=60000;DB_CLOSE_DELAY=-1";
        Address address = new Address(url, "sa");
        address.execute("select 1");
        databases.put(database, address);
        return address;
    }

    @Override
    public synchronized void drop(String database) throws SQLException {
        Address address = databases.remove(database);
        if (address != null) {
            address.execute("drop all objects delete files");
            address.execute("shutdown");
        }
    }

    /** There is no server: whoever has a file open is the process to kill. Here all files are closed for it. */
    @Override
    public synchronized void killAndRestart() throws SQLException {
        for (Address address : databases.values()) {
            address.execute("shutdown");
        }
    }

    @Override
    public List<String> settings() throws SQLException {
        Address address = create("settings");
        try {
            return Rows.of(address, SETTINGS);
        } finally {
            drop("settings");
        }
    }

    @Override
    public synchronized void close() {
        for (String database : new ArrayList<>(databases.keySet())) {
            try {
                drop(database);
            } catch (SQLException e) {
                throw new IllegalStateException("the H2 database " + database + " was left open", e);
            }
        }
    }
}
