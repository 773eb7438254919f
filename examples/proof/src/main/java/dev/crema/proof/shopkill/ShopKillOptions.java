package dev.crema.proof.shopkill;

import dev.crema.proof.server.PostgreSql;
import dev.crema.proof.trial.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a run is asked for.
 *
 * @param rounds how many kills, 1 to 100000
 * @param seed decides what is asked, and when the kills come
 * @param database what the shop keeps its data in
 * @param jar the shop's executable jar
 */
record ShopKillOptions(int rounds, long seed, Database database, Path jar) {
    private static final Path BUILT = Path.of("examples", "coffee-shop", "target", "coffee-shop.jar");

    /** What the shop keeps its data in. */
    enum Database {
        /** A server that is killed together with the shop. */
        POSTGRESQL,
        /** H2 in a file, as the shop has it of itself; it does not keep transactions whole when it is killed. */
        H2,
        /** The same, but writing to the disk only every few seconds: a run that has to fail. */
        H2_DELAYED;

        static Database of(String option) {
            return switch (option) {
                case "postgresql" -> POSTGRESQL;
                case "h2" -> H2;
                case "h2-delayed" -> H2_DELAYED;
                default ->
                    throw new IllegalArgumentException(
                            "--database: \"" + option + "\" cannot be used here; give postgresql, h2 or h2-delayed.");
            };
        }

        /** An empty one in that directory. */
        ShopData create(Path directory) throws IOException {
            return switch (this) {
                case POSTGRESQL -> new ShopServer(PostgreSql.start(directory));
                case H2 -> new ShopFile(directory.resolve("shop"), false);
                case H2_DELAYED -> new ShopFile(directory.resolve("shop"), true);
            };
        }
    }

    /** @throws IllegalArgumentException if they make no sense; the message says why */
    static ShopKillOptions parse(List<String> options) {
        Options given = Options.read("shop-kill", options, Set.of("--database", "--shop"));
        return new ShopKillOptions(
                given.rounds(),
                given.seed(),
                given.value("--database").map(Database::of).orElse(Database.POSTGRESQL),
                existing(given.value("--shop").map(Path::of).orElse(BUILT)));
    }

    private static Path existing(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("--shop: there is no " + jar + "; build examples/coffee-shop first.");
        }
        return jar;
    }
}
