package dev.crema.ledger.sql;

import dev.crema.failure.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a connection to MariaDB or MySQL is set to, and what follows from it. Read once, at the start. */
final class MySqlSettings {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");
    private static final int OLDEST_MARIADB = version(10, 6, 0);
    private static final int OLDEST_MYSQL = version(8, 0, 16);

    // The values under which a commit that was acknowledged survives an outage.
    private static final Map<String, Set<String>> DURABLE = new TreeMap<>(Map.of(
            "innodb_flush_log_at_trx_commit", Set.of("1"),
            "innodb_doublewrite", Set.of("1", "ON", "DETECT_AND_RECOVER"),
            "sync_binlog", Set.of("1")));

    // Either makes the driver tell something else than how many rows a statement found.
    private static final Pattern MISCOUNTING = Pattern.compile("(?i)\\b(useAffectedRows|useBulkStmts)=(true|1)\\b");

    private final Connection connection;

    MySqlSettings(Connection connection) {
        this.connection = connection;
    }

    void requireSound() throws SQLException {
        requireVersion();
        if (value("database()").isEmpty()) {
            throw new ConfigurationException(
                    "dataSource: its connections have no database chosen; name one in the URL");
        }
        requireStrictness();
        requireCountsOfRows();
        if (logsInBinary()
                && known("@@binlog_format").filter("STATEMENT"::equals).isPresent()) {
            throw new ConfigurationException("dataSource: the database runs with binlog_format = STATEMENT, which can"
                    + " not follow transactions that are READ COMMITTED; set it to ROW or MIXED");
        }
    }

    private boolean logsInBinary() {
        return known("@@log_bin").filter("0"::equals).isEmpty();
    }

    private void requireVersion() throws SQLException {
        String found = value("version()").orElse("");
        boolean mariadb = found.toLowerCase(Locale.ROOT).contains("mariadb");
        Matcher numbers = VERSION.matcher(found);
        if (!numbers.matches() || version(numbers) < (mariadb ? OLDEST_MARIADB : OLDEST_MYSQL)) {
            throw new ConfigurationException("dataSource: found version " + found
                    + "; supported are MariaDB 10.6 and MySQL 8.0.16 or later, which keep CHECKs and know SKIP LOCKED");
        }
    }

    private static int version(Matcher numbers) {
        return version(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)));
    }

    private static int version(int major, int minor, int patch) {
        return (major * 1000 + minor) * 1000 + patch;
    }

    private void requireStrictness() throws SQLException {
        List<String> modes = Arrays.asList(value("@@sql_mode").orElse("").split(","));
        if (!modes.contains("STRICT_TRANS_TABLES") && !modes.contains("STRICT_ALL_TABLES")) {
            throw new ConfigurationException("dataSource: its connections run with sql_mode " + modes
                    + ", under which values are cut to fit their column; add STRICT_TRANS_TABLES");
        }
        if (known("@@check_constraint_checks").filter("0"::equals).isPresent()) {
            throw new ConfigurationException("dataSource: its connections run with check_constraint_checks = OFF, and"
                    + " the checks are what guards the balances; set it to ON");
        }
    }

    private void requireCountsOfRows() throws SQLException {
        String url = connection.getMetaData().getURL();
        Matcher miscounting = MISCOUNTING.matcher(url == null ? "" : url);
        if (miscounting.find()) {
            throw new ConfigurationException("dataSource: the URL says " + miscounting.group()
                    + ", which hides how many rows a statement found; remove it");
        }
    }

    Durability durability() {
        List<String> findings = new ArrayList<>();
        DURABLE.forEach((setting, durable) -> {
            if (setting.equals("sync_binlog") && !logsInBinary()) {
                return;
            }
            Optional<String> value = known("@@" + setting);
            if (value.isEmpty()) {
                findings.add("the database does not tell its " + setting + "; make sure it is one of " + durable);
            } else if (!durable.contains(value.get())) {
                findings.add("the database runs with " + setting + " = " + value.get()
                        + " and may lose acknowledged payments in an outage; set it to 1");
            }
        });
        return findings.isEmpty() ? Durability.durable() : Durability.degraded(findings);
    }

    /** Empty where this server has no such setting, or does not tell it. */
    private Optional<String> known(String variable) {
        try {
            return value(variable);
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private Optional<String> value(String expression) throws SQLException {
        return Optional.ofNullable(
                Dialect.column(connection, "select " + expression).get(0));
    }
}
