package dev.crema.benchmark.engine;

import dev.crema.Payments;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.TopUp;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Payments that wait, as many as one likes: copies of one that the library itself accepted. */
final class Crowd {
    private Crowd() {}

    /** Has so many more wait for their channel's word, all of them due now. */
    static void wait(Payments payments, DataSource dataSource, int count) throws SQLException {
        Payment one = payments.topUp(TopUp.of("one-of-many")
                .amount(Money.ofMinor(Shop.CURRENCY, 100))
                .into(Shop.wallet(0))
                .through("slow"));
        String id = "'" + one.id().value() + "'";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : new String[] {"crema_payment", "crema_transition", "crema_attempt", "crema_task"}) {
                statement.execute(
                        "create temporary table copied as select * from " + table + " where payment_id = " + id);
                String changes = switch (table) {
                    case "crema_payment" -> " || jsonb_build_object('reference', 'many-' || n)";
                    case "crema_task" -> " || jsonb_build_object('due_at', now(), 'leased_until', null)";
                    default -> "";
                };
                // One row of the copy for each number; the id is the number itself, in a space that is never drawn.
                statement.execute("insert into " + table + " select made.* from copied cross join generate_series(1, "
                        + count + ") as n cross join lateral jsonb_populate_record(null::" + table
                        + ", to_jsonb(copied) || jsonb_build_object('payment_id', lpad(n::text, 26, '0'))" + changes
                        + ") as made");
                statement.execute("drop table copied");
            }
            statement.execute("analyze");
        }
    }
}
