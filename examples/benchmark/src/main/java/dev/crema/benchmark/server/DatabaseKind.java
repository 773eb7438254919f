package dev.crema.benchmark.server;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The databases that can be measured on. */
public enum DatabaseKind {
    POSTGRESQL,
    MARIADB,
    H2;

    /** Starts a server of this kind, with its data below the directory. */
    public DatabaseServer start(Path directory) {
        return switch (this) {
            case POSTGRESQL -> PostgreSqlServer.start(directory);
            case MARIADB -> MariaDbServer.start(directory);
            case H2 -> new H2Files(directory);
        };
    }

    /** The kind of this name. */
    public static DatabaseKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--database: \"" + name
                        + "\" cannot be measured on; give one of "
                        + Arrays.stream(values()).map(DatabaseKind::toString).collect(Collectors.joining(", "))
                        + "."));
    }

    /** As it is given on the command line and stands in the names of gates. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
