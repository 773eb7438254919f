package dev.crema.benchmark.server;

import java.util.List;
import java.util.stream.Stream;

/** The end of a process that has no time to tidy up. */
final class Killing {
    private Killing() {}

    /** Sends {@code SIGKILL} to the process and all that it started, and waits until they are gone. */
    static void killAll(ProcessHandle process) {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(killed -> killed.onExit().join());
    }
}
