package dev.crema.coffeeshop.account;

import dev.crema.ledger.Ledger;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.Balance;
import jakarta.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** The accounts of the shop and its customers. */
@Component
public class ShopAccounts {
    /** The shop trades in one currency. */
    public static final String CURRENCY = "CNY";

    /** What the shop has taken. */
    public static final String TILL = "merchant:coffee-shop";

    private final Ledger ledger;

    ShopAccounts(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The name of the customer's wallet. */
    public static String wallet(String customerId) {
        return "wallet:" + customerId;
    }

    /** Before the first request: an account that is open stays as it is. */
    @PostConstruct
    void openTill() {
        ledger.open(Account.liability(TILL, CURRENCY).neverBelowZero());
    }

    /** Opens the customer's wallet, in the caller's transaction. */
    public void openWallet(String customerId) {
        ledger.open(Account.liability(wallet(customerId), CURRENCY).neverBelowZero());
    }

    /** What is in the customer's wallet. */
    public Balance balance(String customerId) {
        return ledger.balance(wallet(customerId));
    }
}
