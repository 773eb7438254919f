package dev.crema.benchmark.server;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What all of this runs on. */
public final class Machine {
    private Machine() {}

    /** Describes processors, memory, operating system, JDK, and the disk below the directory. */
    public static List<String> describe(Path directory) {
        return List.of(
                "machine: " + Runtime.getRuntime().availableProcessors() + " processors ("
                        + value("/proc/cpuinfo", "model name") + "), memory "
                        + value("/proc/meminfo", "MemTotal") + ", "
                        + property("os.name") + " " + property("os.version"),
                "disk: " + disk(directory),
                "jdk: " + property("java.vendor") + " " + property("java.runtime.version") + ", heap up to "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String value(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String disk(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return store.name() + " (" + store.type() + ") for " + directory;
        } catch (IOException e) {
            return "unknown for " + directory;
        }
    }
}
