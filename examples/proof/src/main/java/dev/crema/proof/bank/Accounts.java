package dev.crema.proof.bank;

import dev.crema.ledger.account.Account;
import dev.crema.money.Currency;
import dev.crema.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The accounts of the bank. What is in another currency than CNY says so at the end of its path. */
final class Accounts {
    static final String VAULT = "bank:vault";
    static final String TREASURY = "bank:treasury:USD";
    /** The one that half of all payments go to or come from. */
    static final String HOT = "merchant:hot";

    static final String FEES = "bank:fees";
    static final String EXCHANGE = "exchange:position";
    static final String EXCHANGE_USD = "exchange:position:USD";

    /** What each customer has in the beginning. */
    static final long FUNDS = 100_000;

    /** How far the last wallets may be overdrawn. */
    static final long CREDIT_LINE = 50_000;

    /** What is in a purse, all of which everybody wants at the same time. */
    static final long PURSE = 10_000;

    private static final Currency CNY = Currency.of("CNY");
    private static final Currency USD = Currency.of("USD");
    private static final int WALLETS = 24;
    private static final int WITH_CREDIT = 4;
    private static final int TRAVELLERS = 4;

    private Accounts() {}

    static Currency currency(String path) {
        return path.endsWith(":USD") ? USD : CNY;
    }

    /** A positive amount in the account's currency. */
    static Money money(String path, long minor) {
        return Money.ofMinor(currency(path), minor);
    }

    /** Everybody's wallet, in CNY. */
    static List<String> wallets() {
        return IntStream.range(0, WALLETS).mapToObj("wallet:%02d"::formatted).toList();
    }

    /** Some have one in USD too. */
    static List<String> travelWallets() {
        return IntStream.range(0, TRAVELLERS)
                .mapToObj("travel:%02d:USD"::formatted)
                .toList();
    }

    static String purse(int round, int number) {
        return "purse:" + round + "-" + number;
    }

    static boolean isPurse(String path) {
        return path.startsWith("purse:");
    }

    static Account openPurse(String path) {
        return Account.liability(path, CNY.code()).neverBelowZero();
    }

    /** All that are open from the beginning. */
    static List<Account> all() {
        List<Account> all = new ArrayList<>(List.of(
                Account.asset(VAULT, CNY.code()),
                Account.asset(TREASURY, USD.code()),
                Account.liability(HOT, CNY.code()).neverBelowZero(),
                Account.revenue(FEES, CNY.code()),
                Account.equity(EXCHANGE, CNY.code()),
                Account.equity(EXCHANGE_USD, USD.code())));
        for (String wallet : wallets()) {
            all.add(Account.liability(wallet, CNY.code()).neverBelow(Money.ofMinor(CNY, least(wallet))));
        }
        travelWallets()
                .forEach(wallet -> all.add(Account.liability(wallet, USD.code()).neverBelowZero()));
        return all;
    }

    /** What a wallet, a purse and the hot account have at least, as their owners count. */
    static long least(String path) {
        int firstWithCredit = WALLETS - WITH_CREDIT;
        return wallets().indexOf(path) >= firstWithCredit ? -CREDIT_LINE : 0;
    }

    /** Whether the account has to have its {@link #least}; if so it is one that grows by credits. */
    static boolean hasFloor(String path) {
        return isPurse(path) || path.equals(HOT) || path.startsWith("wallet:") || path.startsWith("travel:");
    }
}
