package dev.crema.benchmark.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Where a database is reached, without a password.
 *
 * @param url for JDBC
 * @param user who is let in
 */
public record Address(String url, String user) {
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, "");
    }

    /** A pool of so many connections, which the caller closes. */
    public HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword("");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    /** Does one thing on a connection of its own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The port of this machine at which the server listens. */
    public int port() {
        return Integer.parseInt(url.replaceFirst(".*localhost:(\\d+).*", "$1"));
    }

    /** The same database, by another port of this machine. */
    public Address atPort(int port) {
        return new Address(url.replaceFirst("localhost:\\d+", "localhost:" + port), user);
    }

    /** The same with a parameter appended, in the form {@code name=value}. */
    public Address with(String parameter) {
        return new Address(url + (url.contains("?") ? "&" : "?") + parameter, user);
    }
}
