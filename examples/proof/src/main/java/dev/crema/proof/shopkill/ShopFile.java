package dev.crema.proof.shopkill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * A database of H2 in a file, inside the shop's process.
 *
 * @param file without its ending
 * @param delayed whether it acknowledges commits and writes them to the disk only some seconds later
 */
record ShopFile(Path file, boolean delayed) implements ShopData {
    private static final String ENDING = ".mv.db";
    private static final String DURABLE = ";WRITE_DELAY=0";

    @Override
    public Map<String, String> settings() {
        // Durable is what the shop has of itself.
        return delayed
                ? Map.of(
                        "SPRING_DATASOURCE_URL",
                        url(file) + ";WRITE_DELAY=3000;LOCK_TIMEOUT=10000",
                        "CREMA_ALLOW_NON_DURABLE",
                        "true")
                : Map.of("COFFEE_DATA", file.toString());
    }

    @Override
    public void recover() {
        // It does so when it is opened.
    }

    @Override
    public void look(Consumer<DataSource> reader) {
        look(file, reader);
    }

    /** Looks at a copy: to open a database that was killed mends it, and that is for the next shop to do. */
    @Override
    public void lookAtWhatIsLeft(Consumer<DataSource> reader) {
        Path copy = file.resolveSibling("copy");
        Path copied = copy.resolveSibling(copy.getFileName() + ENDING);
        try {
            Files.copy(file.resolveSibling(file.getFileName() + ENDING), copied);
            look(copy, reader);
            Files.delete(copied);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void look(Path file, Consumer<DataSource> reader) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url(file) + DURABLE + ";IFEXISTS=TRUE", "sa", "");
        try {
            reader.accept(pool);
        } finally {
            pool.dispose();
        }
    }

    private static String url(Path file) {
        return "jdbc:h2:file:" + file;
    }

    @Override
    public void close() {
        // Nobody has it open.
    }
}
