package dev.crema.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    /** Each round goes on with the file that the one before was killed over. */
    @Test
    void F11_I12_whatAFileDatabaseAcknowledgedIsThereAfterTheProcessIsKilled(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("books");
        List<String> acknowledged = new ArrayList<>();
        for (int round = 1; round <= 2; round++) {
            acknowledged.addAll(KilledProcess.acknowledged(file, "round-" + round, 200));
        }
        DataSource reopened = KilledProcess.open(file);
        try {
            KilledProcess.requireAllThere(Ledger.on(reopened), acknowledged);
            LedgerInvariants.check(reopened);
        } finally {
            ((JdbcConnectionPool) reopened).dispose();
        }
    }
}
