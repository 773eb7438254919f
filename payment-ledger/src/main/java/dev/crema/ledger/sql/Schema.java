package dev.crema.ledger.sql;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the library, all of them named {@code crema_...}, made by numbered scripts that are applied once each
 * and never changed. The scripts stand in {@code dev/crema/schema/<database>} on the class path and are plain enough for
 * Flyway and its like; each enters itself into the table {@code crema_schema_history}, whoever applies it.
 *
 * <p>Safe for use by many threads and many nodes at once.
 */
public final class Schema {
    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    // In order, without a gap, append only. The position is the version.
    static final List<String> SCRIPTS = List.of(
            "V1__ledger.sql",
            "V2__payments.sql",
            "V3__hot_accounts.sql",
            "V4__forms.sql",
            "V5__work.sql",
            "V6__trades.sql",
            "V7__constraints.sql");

    private static final String HISTORY = "crema_schema_history";
    private static final String READ_HISTORY = "select version, checksum from crema_schema_history order by version";
    private static final String SIGN = "update crema_schema_history set checksum = ? where version = ?";

    private final Database database;
    private final List<Script> scripts;

    private Schema(Database database, List<Script> scripts) {
        this.database = database;
        this.scripts = scripts;
    }

    public static Schema of(Database database) {
        List<Script> scripts = SCRIPTS.stream()
                .map(name -> Script.of(name, text(database.dialect(), name)))
                .toList();
        return new Schema(database, scripts);
    }

    static String text(Dialect dialect, String script) {
        String path = "/dev/crema/schema/" + dialect.name() + "/" + script;
        try (InputStream in = Schema.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Brings the tables to the version that this library expects, in whatever state of older they are. Exactly one of
     * many nodes that call this at once does the work, the others wait for it. Never touches a table of the host's.
     *
     * @throws ConfigurationException if the tables are newer than the library, or were not made by its scripts
     * @throws StorageException if the database failed; what was applied until then stays, and a repeat continues
     */
    public void create() {
        try {
            database.dialect().alone(database.dataSource(), connection -> {
                SortedMap<Integer, String> found = history(connection);
                requireKnown(found);
                for (int version = found.size() + 1; version <= scripts.size(); version++) {
                    apply(connection, version);
                }
            });
        } catch (SQLException e) {
            throw failed("could not be created", e);
        }
    }

    /**
     * Makes sure that the tables are of exactly the version this library was written for. For the start.
     *
     * @throws ConfigurationException if they are missing, older, newer, or changed since; it says which, and the remedy
     * @throws StorageException if the database failed
     */
    public void check() {
        SortedMap<Integer, String> found;
        try (Connection connection = database.dataSource().getConnection()) {
            found = history(connection);
        } catch (SQLException e) {
            throw failed("could not be read", e);
        }
        requireKnown(found);
        if (found.size() < scripts.size()) {
            throw refused(
                    found,
                    "call Schema.create() at the start, set crema.schema.create=true, or apply the scripts in"
                            + " dev/crema/schema/" + database.dialect().name() + " from "
                            + scripts.get(found.size()).name() + " on with your own migration tool");
        }
    }

    private void apply(Connection connection, int version) throws SQLException {
        Script script = scripts.get(version - 1);
        try (Statement statement = connection.createStatement()) {
            for (String sql : database.dialect().statements(script.text())) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement sign = connection.prepareStatement(SIGN)) {
            sign.setString(1, script.checksum());
            sign.setInt(2, version);
            if (sign.executeUpdate() != 1) {
                throw new IllegalStateException(script.name() + " does not enter itself into " + HISTORY);
            }
        }
        log.info("Schema: applied {}", script.name());
    }

    /** The applied versions with their checksums; an empty one where another tool applied the script. */
    private SortedMap<Integer, String> history(Connection connection) throws SQLException {
        SortedMap<Integer, String> found = new TreeMap<>();
        if (!database.dialect().hasTable(connection, HISTORY)) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(READ_HISTORY);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String checksum = rows.getString(2);
                found.put(rows.getInt(1), checksum == null ? "" : checksum);
            }
        }
        return found;
    }

    private void requireKnown(SortedMap<Integer, String> found) {
        int latest = found.isEmpty() ? 0 : found.lastKey();
        if (latest > scripts.size()) {
            throw refused(found, "a newer library was here before: use that one; nothing is taken back");
        }
        if (latest != found.size()) {
            throw refused(found, "a version between is missing, so the rows of " + HISTORY + " were tampered with");
        }
        found.forEach((version, checksum) -> {
            Script expected = scripts.get(version - 1);
            if (!checksum.isEmpty() && !checksum.equals(expected.checksum())) {
                throw refused(
                        found,
                        expected.name() + " was applied with checksum " + checksum + " but is now "
                                + expected.checksum() + "; scripts never change: use an unaltered library");
            }
        });
    }

    private ConfigurationException refused(SortedMap<Integer, String> found, String remedy) {
        String version = found.isEmpty() ? "no schema" : "version " + found.lastKey();
        return new ConfigurationException(
                "schema: found " + version + ", expected version " + scripts.size() + "; " + remedy);
    }

    private static StorageException failed(String what, SQLException e) {
        return new StorageException("the schema " + what + ": " + e.getMessage(), e);
    }

    private record Script(String name, String text, String checksum) {
        static Script of(String name, String text) {
            return new Script(name, text, sha256(text));
        }

        private static String sha256(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }
    }
}
