package dev.crema.proof.shopkill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where shops are opened one after the other, all on the same data. */
final class ShopPremises {
    private static final String RIDER = "dev.crema.proof.rider.ShortWaits";
    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    /** What would reach the shop from whoever runs the proof: its settings, and so perhaps its real database. */
    private static final Pattern SETTING =
            Pattern.compile("(SPRING|SERVER|CREMA|COFFEE|LOADER|LOGGING)_.*", Pattern.CASE_INSENSITIVE);

    private final Path jar;
    private final ShopData data;
    private final Path directory;
    private final Path rider;
    private int shops;

    /** @param directory for the logs; exists */
    ShopPremises(Path jar, ShopData data, Path directory) throws IOException {
        this.jar = jar;
        this.data = data;
        this.directory = directory;
        this.rider = directory.resolve("rider");
        putRiderThere();
    }

    /** One class beside the shop's own jar, and the line that has Spring Boot find it. */
    private void putRiderThere() throws IOException {
        String file = RIDER.replace('.', '/') + ".class";
        Path target = rider.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream code = ShopPremises.class.getClassLoader().getResourceAsStream(file)) {
            Files.copy(Objects.requireNonNull(code, file), target);
        }
        Path imports = rider.resolve(IMPORTS);
        Files.createDirectories(imports.getParent());
        Files.writeString(imports, RIDER + "\n");
    }

    /** Opens the next shop. Only one may be open. */
    ShopProcess open() {
        shops++;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1", // opens sooner
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Dloader.path=" + rider,
                "-cp",
                jar.toAbsolutePath().toString(),
                "org.springframework.boot.loader.launch.PropertiesLauncher");
        command.environment().keySet().removeIf(name -> SETTING.matcher(name).matches());
        command.environment().putAll(settings());
        try {
            return ShopProcess.start(command, directory.resolve("shop-" + shops + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(data.settings());
        settings.put("SERVER_PORT", "0"); // one that is free; the shop says which
        settings.put("CREMA_LEASE", "3s"); // after this, what a killed worker had in hand is taken up
        return settings;
    }
}
