package dev.crema.proof.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What the process holds at a moment.
 *
 * @param heapMegabytes after a collection of garbage
 * @param threads all of them
 * @param connections to the database
 * @param files open files and sockets
 */
record Sample(long heapMegabytes, int threads, int connections, long files) {
    private static final long MEGABYTE = 1 << 20;
    private static final long HEAP_MARGIN = 32;
    private static final int MARGIN = 16;

    static Sample of(HikariDataSource pool) {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Sample(
                heap / MEGABYTE,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                pool.getHikariPoolMXBean().getTotalConnections(),
                files);
    }

    /** What has grown since, beyond what comes and goes. */
    List<String> grownTo(Sample later) {
        List<String> grown = new ArrayList<>();
        grew(grown, "heap in MiB", heapMegabytes, later.heapMegabytes, HEAP_MARGIN);
        grew(grown, "threads", threads, later.threads, MARGIN);
        grew(grown, "connections", connections, later.connections, MARGIN);
        grew(grown, "open files", files, later.files, MARGIN);
        return grown;
    }

    private static void grew(List<String> grown, String what, long before, long after, long margin) {
        if (after > before + margin) {
            grown.add(what + " grew from " + before + " to " + after);
        }
    }

    @Override
    public String toString() {
        return "heap=" + heapMegabytes + "MiB threads=" + threads + " connections=" + connections + " files=" + files;
    }
}
