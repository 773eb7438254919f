package dev.crema.proof.shopkill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The shop's database, while no shop is running. */
final class ShopData {
    private static final String ENDING = ".mv.db";

    private final Path file;

    /** @param file without its ending */
    ShopData(Path file) {
        this.file = file;
    }

    /** Looks at the data itself. */
    void look(Consumer<DataSource> reader) {
        look(file, reader);
    }

    /** Looks at a copy: to open a database that was killed mends it, and that is for the next shop to do. */
    void lookAtCopy(Consumer<DataSource> reader) {
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
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:file:" + file + ";WRITE_DELAY=0;IFEXISTS=TRUE", "sa", "");
        try {
            reader.accept(pool);
        } finally {
            pool.dispose();
        }
    }
}
