package dev.crema.benchmark.ledger;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.benchmark.server.Address;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.audit.VerifyReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verifies the whole of the books in a JVM of its own that has a heap of 64 MiB and not more. */
final class SmallHeapVerification {
    private static final List<String> OPTIONS = List.of("-Xmx64m", "-XX:+UseSerialGC");
    private static final Pattern SAID = Pattern.compile("verified (\\d+) entries in (\\d+) ms with (\\d+) bytes");

    /**
     * What came of it.
     *
     * @param entries how many were verified
     * @param millis how long that took, without the start of the JVM
     * @param heapBytes how much of the heap was ever in use, garbage included
     */
    record Verified(long entries, long millis, long heapBytes) {
        double perSecond() {
            return entries * 1000.0 / Math.max(1, millis);
        }

        double heapMib() {
            return heapBytes / (double) (1 << 20);
        }
    }

    private SmallHeapVerification() {}

    /** @throws AssertionError if the books do not fit, or the heap did not suffice */
    static Verified of(Address address) throws IOException, InterruptedException {
        Process process = ForkedJvm.start(SmallHeapVerification.class, OPTIONS, address.url(), address.user());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        Matcher matcher = SAID.matcher(said);
        if (code != 0 || !matcher.find()) {
            throw new AssertionError("the books could not be verified: " + said);
        }
        return new Verified(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }

    public static void main(String[] arguments) {
        try (HikariDataSource pool = new Address(arguments[0], arguments[1]).pool(4)) {
            VerifyReport report = Ledger.on(pool).audit().verify();
            report.requireClean();
            System.out.println("verified " + report.entries() + " entries in "
                    + report.took().toMillis() + " ms with " + heapPeak() + " bytes");
        }
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
