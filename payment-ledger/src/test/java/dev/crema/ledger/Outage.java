package dev.crema.ledger;

import java.sql.SQLException;
import javax.sql.DataSource;

/** A network by which the database can not be reached for a while. */
public final class Outage extends Network {
    private volatile boolean away;

    public Outage(DataSource real) {
        super(real);
    }

    public void begin() {
        away = true;
    }

    public void end() {
        away = false;
    }

    @Override
    protected void connecting() throws SQLException {
        if (away) {
            throw new SQLException("Connection refused", "08001");
        }
    }
}
