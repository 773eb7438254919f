package dev.crema.ledger.chart;

import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an account is by the first segment of its path, so that payments can open accounts as they meet them. An account
 * that the host opened itself stays as the host opened it. Immutable.
 */
public final class ChartOfAccounts {
    private static final ChartOfAccounts STANDARD = new ChartOfAccounts(Map.of(
            "wallet", new Family(AccountKind.LIABILITY, true),
            "merchant", new Family(AccountKind.LIABILITY, true),
            "escrow", new Family(AccountKind.LIABILITY, true),
            "suspense", new Family(AccountKind.LIABILITY, false),
            "channel", new Family(AccountKind.ASSET, false),
            "bank", new Family(AccountKind.ASSET, false),
            "fees", new Family(AccountKind.EXPENSE, false),
            "revenue", new Family(AccountKind.REVENUE, false),
            "equity", new Family(AccountKind.EQUITY, false)));

    private record Family(AccountKind kind, boolean neverBelowZero) {}

    private final Map<String, Family> families;

    private ChartOfAccounts(Map<String, Family> families) {
        this.families = families;
    }

    /**
     * Wallets, merchants and escrows are owed and never below zero; suspense is owed without a limit; channels and banks
     * are assets, fees an expense, then revenue and equity.
     */
    public static ChartOfAccounts standard() {
        return STANDARD;
    }

    /** The chart with one more family of accounts, which are never below zero. */
    public ChartOfAccounts restricted(String family, AccountKind kind) {
        return with(family, new Family(kind, true));
    }

    /** The chart with one more family of accounts, which may be drawn without a limit. */
    public ChartOfAccounts unrestricted(String family, AccountKind kind) {
        return with(family, new Family(kind, false));
    }

    private ChartOfAccounts with(String name, Family family) {
        Map<String, Family> more = new TreeMap<>(families);
        more.put(name, family);
        return new ChartOfAccounts(more);
    }

    /**
     * The account of this path in this currency.
     *
     * @throws InvalidRequestException for the field {@code account} if the chart has no such family
     */
    public Account account(AccountId id, Currency currency) {
        Family family = families.get(id.family());
        if (family == null) {
            throw new InvalidRequestException(
                    "account",
                    id + " is not open and the chart does not say what \"" + id.family() + "\" is; open the account in"
                            + " the ledger first, or use one of the families " + new TreeMap<>(families).keySet());
        }
        Account account = Account.of(id.path(), family.kind(), currency.code());
        return family.neverBelowZero() ? account.neverBelowZero() : account;
    }
}
