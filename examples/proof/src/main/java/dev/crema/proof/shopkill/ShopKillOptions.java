package dev.crema.proof.shopkill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * What a run is asked for.
 *
 * @param rounds how many kills, 1 to 100000
 * @param seed decides what is asked, and when the kills come
 * @param database what the shop keeps its data in
 * @param jar the shop's executable jar
 */
record ShopKillOptions(int rounds, long seed, Database database, Path jar) {
    private static final int MOST_ROUNDS = 100_000;
    private static final Path BUILT = Path.of("examples", "coffee-shop", "target", "coffee-shop.jar");

    /** What the shop keeps its data in. */
    enum Database {
        /** H2 in a file, as the shop has it of itself. */
        H2,
        /** The same, but writing to the disk only every few seconds: a run that has to fail. */
        H2_DELAYED;

        static Database of(String option) {
            return switch (option) {
                case "h2" -> H2;
                case "h2-delayed" -> H2_DELAYED;
                default ->
                    throw new IllegalArgumentException(
                            "--database: \"" + option + "\" cannot be used here; give h2 or h2-delayed.");
            };
        }
    }

    /** @throws IllegalArgumentException if they make no sense; the message says why */
    static ShopKillOptions parse(List<String> options) {
        Optional<Integer> rounds = Optional.empty();
        long seed = new Random().nextInt(Integer.MAX_VALUE);
        Database database = Database.H2;
        Path jar = BUILT;
        for (int i = 0; i < options.size(); i += 2) {
            String option = options.get(i);
            String value = i + 1 < options.size() ? options.get(i + 1) : "";
            switch (option) {
                case "--rounds" -> rounds = Optional.of(number(option, value, Integer::valueOf));
                case "--seed" -> seed = number(option, value, Long::valueOf);
                case "--shop" -> jar = Path.of(value);
                case "--database" -> database = Database.of(value);
                default -> throw new IllegalArgumentException("shop-kill has no option \"" + option + "\".");
            }
        }
        return new ShopKillOptions(
                rounds.filter(it -> it >= 1 && it <= MOST_ROUNDS)
                        .orElseThrow(() -> new IllegalArgumentException("--rounds: give 1 to " + MOST_ROUNDS + ".")),
                seed,
                database,
                existing(jar));
    }

    private static <T> T number(String option, String value, Function<String, T> reader) {
        try {
            return reader.apply(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": \"" + value + "\" is no whole number that fits.", e);
        }
    }

    private static Path existing(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("--shop: there is no " + jar + "; build examples/coffee-shop first.");
        }
        return jar;
    }
}
