package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.Address;
import dev.crema.benchmark.server.DatabaseKind;
import dev.crema.benchmark.server.DatabaseServer;
import dev.crema.benchmark.server.Rows;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether what was acknowledged is still there after a {@code kill -9} in full flight: of the server's processes, and with
 * H2 of the process that has the file open.
 */
final class KillRuns implements Section {
    private static final int MORE_EACH_TIME = 37;
    private static final String POSTED = "select reference from crema_journal where reference like 'kill%'";

    @Override
    public void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        Address address = server.create("killed");
        CremaBank.open(address).close();
        Set<String> acknowledged = new HashSet<>();
        for (int round = 1; round <= size.rounds(); round++) {
            acknowledged.addAll(acknowledgedUntilKilled(server, address, round, size));
            Set<String> lost = new HashSet<>(acknowledged);
            Rows.of(address, POSTED).forEach(lost::remove);
            notebook.remark(server.kind() + " killed " + round + " times: acknowledged " + acknowledged.size()
                    + ", lost " + lost.size());
            if (round == size.rounds()) {
                notebook.number(server.kind() + " lost on kill", lost.size());
            }
            BooksCheck.check(address);
        }
        server.drop("killed");
    }

    private static List<String> acknowledgedUntilKilled(DatabaseServer server, Address address, int round, Size size)
            throws Exception {
        List<String> acknowledged = new ArrayList<>();
        if (server.kind() == DatabaseKind.H2) {
            server.killAndRestart();
        }
        Process poster = ForkedJvm.start(DoomedPoster.class, List.of(), address.url(), address.user(), "kill-" + round);
        try (BufferedReader said = poster.inputReader()) {
            // Not always at the same moment of the database's own rhythm.
            read(said, acknowledged, size.killedAfter() + round * MORE_EACH_TIME);
            if (server.kind() != DatabaseKind.H2) {
                server.killAndRestart();
            }
            // It may have outlived its server, and gone on. Killed as a Process it would take the pipe along.
            poster.toHandle().destroyForcibly();
            read(said, acknowledged, Integer.MAX_VALUE);
        } finally {
            poster.destroyForcibly().waitFor();
        }
        return acknowledged;
    }

    private static void read(BufferedReader said, List<String> acknowledged, int most) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            acknowledged.add(line);
            if (acknowledged.size() >= most) {
                return;
            }
        }
        if (most != Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "the process that was to be killed ended by itself after " + acknowledged.size() + " journals");
        }
    }
}
