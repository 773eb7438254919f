package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.failure.ConcurrencyException;
import dev.crema.ledger.Books;
import dev.crema.ledger.BooksOptions;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentState;
import dev.crema.payment.TopUp;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rows of payments, by themselves. */
@OnEachDatabase
class PaymentTableTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final PaymentTable table = new PaymentTable();
    private final Database database;

    PaymentTableTest(TestDatabase database) {
        Books.on(database.dataSource(), BooksOptions.DEFAULT.creatingSchema()).close();
        this.database = Database.on(database.dataSource(), HostTransaction.NONE);
    }

    private void write(Payment before, Payment next) {
        database.write(handle -> {
            table.update(handle, before, next);
            return next;
        });
    }

    @Test
    void theSecondOfTwoWritersIsToldThatItLost() {
        Payment created = created();
        write(created, created.become(PaymentState.PROCESSING, NOW));

        Payment late = created.become(PaymentState.CANCELLED, NOW);
        assertThatThrownBy(() -> write(created, late)).isInstanceOf(ConcurrencyException.class);
        Optional<Payment> now = database.read(handle -> table.find(handle, created.scope(), created.id()));
        assertThat(now.orElseThrow().state()).isEqualTo(PaymentState.PROCESSING);
    }

    private Payment created() {
        TopUp request =
                TopUp.of("order-1").amount("CNY", "1.00").into("merchant:cafe").through("model");
        Payment payment = Payment.create(
                PaymentId.random(new SecureRandom()),
                Scope.DEFAULT,
                request,
                "model",
                Optional.empty(),
                Optional.of(request.into()),
                Optional.of(NOW.plusSeconds(60)),
                NOW);
        return database.write(handle -> {
            table.insert(handle, payment);
            return payment;
        });
    }
}
