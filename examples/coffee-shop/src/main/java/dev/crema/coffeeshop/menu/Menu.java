package dev.crema.coffeeshop.menu;

import dev.crema.money.Money;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the shop sells today. */
@Component
public class Menu {
    private static final String LIST = """
            select sku, name, price_minor, currency, available from menu_item order by place, sku
            """;

    private final JdbcClient database;

    Menu(JdbcClient database) {
        this.database = database;
    }

    /** Everything, in the order in which it is shown. */
    public List<MenuItem> items() {
        return database.sql(LIST)
                .query((row, number) -> new MenuItem(
                        row.getString("sku"),
                        row.getString("name"),
                        Money.ofMinor(row.getString("currency"), row.getLong("price_minor")),
                        row.getBoolean("available")))
                .list();
    }
}
