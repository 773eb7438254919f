package dev.crema.ledger.sql;

import dev.crema.failure.InvalidStateException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Refund;
import dev.crema.payment.Suspense;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of money that is held in suspense. Guarded by the lock on their payment's row. */
final class SuspenseTable {
    private static final String INSERT = """
            insert into crema_suspense (payment_id, difference_key, policy, account, moved_minor, remedied_minor, currency)
            values (:payment, :key, :policy, :account, :moved, 0, :currency)
            """;

    // The table's check is what keeps remedies within what moved.
    private static final String REMEDY = """
            update crema_suspense set remedied_minor = remedied_minor + :amount
            where payment_id = :payment and difference_key = :key
            """;

    // The condition is the lock: two refunds of the same money, one winner.
    private static final String RESERVE = """
            update crema_suspense set remedied_minor = remedied_minor + :amount
            where payment_id = :payment and difference_key = :key and account = :account and currency = :currency
                and moved_minor - remedied_minor >= :amount
            """;

    private static final String POLICY = """
            update crema_suspense set policy = :policy where payment_id = :payment and difference_key = :key
            """;

    private static final String FIND = """
            select difference_key, policy, account, moved_minor, remedied_minor, currency from crema_suspense
            where payment_id = :payment
            order by difference_key
            """;

    private SuspenseTable() {}

    static void insert(Handle handle, Difference difference, DifferencePolicy policy, AccountId account) {
        handle.createUpdate(INSERT)
                .bind("payment", difference.payment().value())
                .bind("key", difference.key())
                .bind("policy", policy)
                .bind("account", account.path())
                .bind("moved", difference.moved().minor())
                .bind("currency", difference.moved().currency().code())
                .execute();
    }

    /** Takes a share for a remedy, or returns it with a negative amount. */
    static void remedy(Handle handle, PaymentId payment, String key, Money amount) {
        handle.createUpdate(REMEDY)
                .bind("payment", payment.value())
                .bind("key", key)
                .bind("amount", amount.minor())
                .execute();
    }

    /**
     * Takes the share of a refund that gives such money back.
     *
     * @throws InvalidStateException if that account holds no such money, or less of it than that
     */
    static void reserve(Handle handle, Refund refund, Payment payment) {
        String key = refund.movement().orElseThrow();
        int reserved = handle.createUpdate(RESERVE)
                .bind("payment", refund.payment().value())
                .bind("key", key)
                .bind("account", payment.from().map(AccountId::path).orElse(""))
                .bind("currency", refund.amount().currency().code())
                .bind("amount", refund.amount().minor())
                .execute();
        if (reserved == 0) {
            throw new InvalidStateException("no " + refund.amount() + " of movement " + key + " of payment "
                    + refund.payment() + " is held in suspense to be given back");
        }
    }

    static void policy(Handle handle, PaymentId payment, String key, DifferencePolicy policy) {
        handle.createUpdate(POLICY)
                .bind("payment", payment.value())
                .bind("key", key)
                .bind("policy", policy)
                .execute();
    }

    static List<Suspense> of(Handle handle, PaymentId payment) {
        return handle.createQuery(FIND)
                .bind("payment", payment.value())
                .map((row, context) -> new Suspense(
                        row.getString("difference_key"),
                        DifferencePolicy.valueOf(row.getString("policy")),
                        new AccountId(row.getString("account")),
                        Money.ofMinor(row.getString("currency"), row.getLong("moved_minor")),
                        Money.ofMinor(row.getString("currency"), row.getLong("remedied_minor"))))
                .list();
    }
}
