package dev.crema.proof.shopkill;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crema.proof.server.DatabaseServer;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A PostgreSQL server of the shop's own, which dies with it as on a machine that loses its power.
 *
 * @param server running, with an empty database
 */
record ShopServer(DatabaseServer server) implements ShopData {

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "SPRING_DATASOURCE_URL", server.url(server.port()),
                "SPRING_DATASOURCE_USERNAME", "postgres",
                "SPRING_DATASOURCE_PASSWORD", "");
    }

    /** By then nobody is left who might still commit what the shop began. */
    @Override
    public void recover() {
        server.kill();
        server.restart();
    }

    @Override
    public void look(Consumer<DataSource> reader) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.auditUrl());
        config.setMinimumIdle(0);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            reader.accept(pool);
        }
    }

    @Override
    public void lookAtWhatIsLeft(Consumer<DataSource> reader) {
        look(reader); // the server has recovered, and only reading does not change what it found
    }

    @Override
    public void close() {
        server.close();
    }
}
