package dev.crema.coffeeshop.wallet;

import dev.crema.Payments;
import dev.crema.coffeeshop.account.ShopAccounts;
import dev.crema.coffeeshop.payment.FirstAnswer;
import dev.crema.coffeeshop.payment.SandboxScenario;
import dev.crema.coffeeshop.payment.ShopReference;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.coffeeshop.web.PublicId;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.money.Money;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.TopUp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Fills wallets. */
@Component
public class TopUps {
    private static final Logger log = LoggerFactory.getLogger(TopUps.class);

    private static final String SELECT = """
            select id, customer_id, reference, amount_minor, channel, scenario from wallet_top_up
            """;

    private static final String INSERT = """
            insert into wallet_top_up (id, customer_id, reference, amount_minor, channel, scenario, created_at)
            values (:id, :customer, :reference, :amount, :channel, :scenario, :now)
            """;

    private final Payments payments;
    private final FirstAnswer firstAnswer;
    private final JdbcClient database;
    private final InOneTransaction transaction;
    private final Clock clock;
    private final String publicUrl;

    TopUps(
            Payments payments,
            FirstAnswer firstAnswer,
            JdbcClient database,
            InOneTransaction transaction,
            Clock clock,
            @Value("${coffee.public-url}") String publicUrl) {
        this.payments = payments;
        this.firstAnswer = firstAnswer;
        this.database = database;
        this.transaction = transaction;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /** A top-up that the customer asked for. The library's payment bears its id. */
    private record Known(String id, String customerId, TopUpRequest request) {
        String paymentReference() {
            return new ShopReference(ShopReference.Kind.TOP_UP, id).toString();
        }
    }

    /** Fills the wallet, or finds what became of it when it was asked for before. */
    Payment topUp(String customerId, TopUpRequest request) {
        Payment accepted = transaction.run(() -> find(customerId, request.reference())
                .map(known -> same(known, request))
                .orElseGet(() -> accept(customerId, request)));
        return firstAnswer.of(accepted);
    }

    private Payment same(Known known, TopUpRequest request) {
        if (!known.request.equals(request)) {
            throw Refusal.referenceReused(request.reference());
        }
        return payments.payment(Form.TOP_UP, known.paymentReference()).orElseThrow();
    }

    /** The shop's row and the library's payment become true together; the channel is called after the commit. */
    private Payment accept(String customerId, TopUpRequest request) {
        Known known = new Known(PublicId.next(), customerId, request);
        database.sql(INSERT)
                .param("id", known.id)
                .param("customer", customerId)
                .param("reference", request.reference())
                .param("amount", request.amount().minor())
                .param("channel", request.channel())
                .param("scenario", request.scenario())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        log.info("top-up {}: {} for customer {}", known.id, request.amount(), customerId);
        return payments.topUp(TopUp.of(known.paymentReference())
                .amount(request.amount())
                .into(ShopAccounts.wallet(customerId))
                .through(request.channel())
                .subject("Coffee wallet")
                .returnTo(publicUrl + "/#wallet")
                .option(SandboxScenario.OPTION, request.scenario()));
    }

    /** The customer's reference of the top-up with this id, if it is this customer's. */
    public Optional<String> referenceOf(String topUpId, String customerId) {
        return database.sql(SELECT + "where id = ? and customer_id = ?")
                .params(topUpId, customerId)
                .query((row, number) -> row.getString("reference"))
                .optional();
    }

    private Optional<Known> find(String customerId, String reference) {
        return database.sql(SELECT + "where customer_id = ? and reference = ?")
                .params(customerId, reference)
                .query((row, number) -> known(row))
                .optional();
    }

    private static Known known(ResultSet row) throws SQLException {
        TopUpRequest request = new TopUpRequest(
                row.getString("reference"),
                Money.ofMinor(ShopAccounts.CURRENCY, row.getLong("amount_minor")),
                row.getString("channel"),
                row.getString("scenario"));
        return new Known(row.getString("id"), row.getString("customer_id"), request);
    }
}
