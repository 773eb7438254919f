package dev.crema.ledger.sql;

import dev.crema.channel.NextAction;
import dev.crema.channel.Parties;
import dev.crema.channel.Payee;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Attention;
import dev.crema.payment.Authorization;
import dev.crema.payment.Capture;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.payment.Receipt;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A payment as a row and back. */
final class PaymentRow {
    /** Where a refund keeps that it debits an account of its own choice. */
    private static final String FROM = "from";

    /** Where a transfer between parties keeps which of them pays, unless it is the merchant. */
    private static final String PAYER = "payer";

    private PaymentRow() {}

    /** The columns that only some of the forms have, by the names of their parameters. */
    static Map<String, @Nullable Object> request(PaymentRequest request) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("original", request.original().map(PaymentId::value).orElse(null));
        columns.put("authorizedFor", null);
        columns.put("order", null);
        columns.put("movement", null);
        columns.put("payeeAccount", null);
        columns.put("payeeName", null);
        columns.put("returnTo", null);
        columns.put("options", "");
        if (request instanceof TopUp topUp) {
            columns.put("returnTo", topUp.returnTo().map(URI::toString).orElse(null));
            columns.put("options", OptionText.write(topUp.options()));
            columns.put("order", topUp.order().map(Reference::value).orElse(null));
            columns.put(
                    "authorizedFor",
                    topUp.authorizedFor().map(Duration::toSeconds).orElse(null));
        } else if (request instanceof Withdrawal withdrawal) {
            columns.put("payeeAccount", withdrawal.payee().account());
            columns.put("payeeName", withdrawal.payee().name());
            columns.put("options", OptionText.write(withdrawal.options()));
        } else if (request instanceof Transfer transfer) {
            columns.put("options", PartText.write(transfer.parts()));
            transfer.parties().ifPresent(parties -> {
                columns.put("payeeAccount", parties.payee().account());
                columns.put("payeeName", parties.payee().name());
                columns.put(
                        "options",
                        parties.payer()
                                .map(account -> OptionText.write(Map.of(PAYER, account)))
                                .orElse(""));
            });
        } else if (request instanceof Refund refund) {
            columns.put("movement", refund.movement().orElse(null));
            columns.put(
                    "options",
                    refund.from()
                            .map(account -> OptionText.write(Map.of(FROM, account.path())))
                            .orElse(""));
        }
        return columns;
    }

    /** The columns that change, by the names of their parameters. */
    static Map<String, @Nullable Object> progress(Payment payment) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", payment.id().value());
        columns.put("state", payment.state().name());
        columns.put("version", payment.version());
        columns.put("deadline", payment.deadline().orElse(null));
        columns.put("reviewUntil", payment.reviewUntil().orElse(null));
        columns.put("cancelRequested", payment.cancelRequested());
        columns.put("nextAction", payment.nextAction().kind().name());
        columns.put("nextContent", payment.nextAction().content());
        columns.put(
                "authorizationId",
                payment.authorization().map(Authorization::id).orElse(null));
        columns.put(
                "authorizedUntil",
                payment.authorization().map(Authorization::until).orElse(null));
        columns.put(
                "transactionId", payment.receipt().map(Receipt::transactionId).orElse(null));
        columns.put(
                "fee", payment.receipt().map(receipt -> receipt.fee().minor()).orElse(null));
        columns.put("reasonCode", payment.reason().map(Reason::code).orElse(null));
        columns.put("reasonMessage", payment.reason().map(Reason::message).orElse(null));
        columns.put("attention", payment.attention().map(Attention::name).orElse(null));
        columns.put("updatedAt", payment.updatedAt());
        return columns;
    }

    static Payment read(ResultSet row, StatementContext context) throws SQLException {
        String currency = row.getString("currency");
        Optional<Instant> deadline = Instants.readOptional(row, "deadline");
        Optional<Instant> reviewUntil = Instants.readOptional(row, "review_until");
        Instant createdAt = Instants.read(row, "created_at");
        return new Payment(
                new PaymentId(row.getString("payment_id")),
                new Scope(row.getString("scope")),
                readRequest(
                        row,
                        Money.ofMinor(currency, row.getLong("amount_minor")),
                        reviewUntil.orElse(createdAt),
                        deadline),
                row.getString("channel"),
                account(row, "from_account"),
                account(row, "into_account"),
                deadline,
                reviewUntil,
                PaymentState.valueOf(row.getString("state")),
                row.getInt("version"),
                NextAction.Kind.valueOf(row.getString("next_action")).with(row.getString("next_content")),
                row.getBoolean("cancel_requested"),
                Money.ofMinor(currency, row.getLong("refunded_minor")),
                Money.ofMinor(currency, row.getLong("capturing_minor")),
                Money.ofMinor(currency, row.getLong("captured_minor")),
                authorization(row),
                receipt(row, currency),
                reason(row),
                Optional.ofNullable(row.getString("attention")).map(Attention::valueOf),
                ContextText.read(row.getString("context")),
                createdAt,
                Instants.read(row, "updated_at"));
    }

    static Optional<Reason> reason(ResultSet row) throws SQLException {
        String message = row.getString("reason_message");
        return Optional.ofNullable(row.getString("reason_code")).map(code -> new Reason(code, message));
    }

    private static PaymentRequest readRequest(ResultSet row, Money amount, Instant begunAt, Optional<Instant> deadline)
            throws SQLException {
        Reference reference = new Reference(row.getString("reference"));
        String channel = row.getString("channel");
        String subject = row.getString("subject");
        Optional<Duration> time = deadline.map(end -> Duration.between(begunAt, end));
        Optional<AccountId> from = account(row, "from_account");
        Optional<AccountId> into = account(row, "into_account");
        return switch (Form.valueOf(row.getString("form"))) {
            case TOP_UP ->
                row.getString("original_id") == null
                        ? topUp(row, reference, amount, time.orElseThrow())
                        : new Capture(reference, new PaymentId(row.getString("original_id")), amount, subject);
            case WITHDRAWAL ->
                new Withdrawal(
                        reference,
                        amount,
                        from.orElseThrow(),
                        channel,
                        new Payee(row.getString("payee_account"), row.getString("payee_name")),
                        subject,
                        OptionText.read(row.getString("options")));
            case REFUND ->
                new Refund(
                        reference,
                        new PaymentId(row.getString("original_id")),
                        amount,
                        subject,
                        Optional.ofNullable(OptionText.read(row.getString("options"))
                                        .get(FROM))
                                .map(AccountId::new),
                        Optional.ofNullable(row.getString("movement_id")));
            case TRANSFER -> {
                Optional<Parties> parties = parties(row);
                yield new Transfer(
                        reference,
                        amount,
                        from.orElseThrow(),
                        into.orElseThrow(),
                        channel,
                        subject,
                        time,
                        parties.isPresent() ? List.of() : PartText.read(row.getString("options"), amount.currency()),
                        parties);
            }
        };
    }

    private static Optional<Parties> parties(ResultSet row) throws SQLException {
        String payee = row.getString("payee_account");
        if (payee == null) {
            return Optional.empty();
        }
        Optional<String> payer =
                Optional.ofNullable(OptionText.read(row.getString("options")).get(PAYER));
        return Optional.of(new Parties(payer, new Payee(payee, row.getString("payee_name"))));
    }

    private static TopUp topUp(ResultSet row, Reference reference, Money amount, Duration time) throws SQLException {
        long seconds = row.getLong("authorized_for_s");
        return new TopUp(
                reference,
                amount,
                account(row, "into_account").orElseThrow(),
                row.getString("channel"),
                row.getString("subject"),
                Optional.ofNullable(row.getString("return_to")).map(URI::create),
                time,
                OptionText.read(row.getString("options")),
                seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)),
                Optional.ofNullable(row.getString("order_id")).map(Reference::new));
    }

    private static Optional<Authorization> authorization(ResultSet row) throws SQLException {
        Optional<Instant> until = Instants.readOptional(row, "authorized_until");
        return Optional.ofNullable(row.getString("authorization_id"))
                .map(id -> new Authorization(id, until.orElseThrow()));
    }

    private static Optional<AccountId> account(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(AccountId::new);
    }

    private static Optional<Receipt> receipt(ResultSet row, String currency) throws SQLException {
        long fee = row.getLong("fee_minor");
        return Optional.ofNullable(row.getString("transaction_id"))
                .map(id -> new Receipt(id, Money.ofMinor(currency, fee)));
    }
}
