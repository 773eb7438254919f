package dev.crema.ledger.chart;

import dev.crema.failure.ConfigurationException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.Line;
import dev.crema.money.AccountId;
import dev.crema.money.Currency;
import dev.crema.rule.PlainData;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an account is by the first segment of its path, its family, so that payments can open accounts as they meet them.
 * An account that the host opened itself stays as the host opened it. Immutable.
 */
public final class ChartOfAccounts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Set<String> KEYS = new TreeSet<>(Set.of("kind", "side", "never-below-zero"));
    private static final ChartOfAccounts STANDARD = new ChartOfAccounts(Map.ofEntries(
            Map.entry("wallet", new Family(AccountKind.LIABILITY, true)),
            Map.entry("merchant", new Family(AccountKind.LIABILITY, true)),
            Map.entry("escrow", new Family(AccountKind.LIABILITY, true)),
            Map.entry("suspense", new Family(AccountKind.LIABILITY, false)),
            Map.entry("channel", new Family(AccountKind.ASSET, false)),
            Map.entry("bank", new Family(AccountKind.ASSET, false)),
            Map.entry("disputes", new Family(AccountKind.ASSET, false)),
            Map.entry("fees", new Family(AccountKind.EXPENSE, false)),
            Map.entry("losses", new Family(AccountKind.EXPENSE, false)),
            Map.entry("revenue", new Family(AccountKind.REVENUE, false)),
            Map.entry("equity", new Family(AccountKind.EQUITY, false))));

    private record Family(AccountKind kind, boolean neverBelowZero) {}

    private final Map<String, Family> families;

    private ChartOfAccounts(Map<String, Family> families) {
        this.families = families;
    }

    /**
     * Wallets, merchants and escrows are owed and never below zero; suspense is owed without a limit; channels, banks and
     * open disputes are assets; fees and losses are expenses; then revenue and equity.
     */
    public static ChartOfAccounts standard() {
        return STANDARD;
    }

    /** A chart without families. */
    public static ChartOfAccounts empty() {
        return new ChartOfAccounts(Map.of());
    }

    /** The chart with one more family of accounts, which are never below zero. */
    public ChartOfAccounts restricted(String family, AccountKind kind) {
        return with(family, new Family(kind, true));
    }

    /** The chart with one more family of accounts, which may be drawn without a limit. */
    public ChartOfAccounts unrestricted(String family, AccountKind kind) {
        return with(family, new Family(kind, false));
    }

    /**
     * The chart with more families, or others in place of those of the same name. The data is what a reader of YAML or
     * JSON makes of:
     *
     * <pre>
     * till:
     *   kind: asset
     * points:
     *   kind: liability
     *   side: credit             # may be left out; if it is there, it must be the side of the kind
     *   never-below-zero: true   # or false, which it is if left out
     * </pre>
     *
     * @throws ConfigurationException that names the family, the mistake and the remedy
     */
    public ChartOfAccounts with(Map<String, ?> data) {
        ChartOfAccounts chart = this;
        for (Map.Entry<String, ?> family : data.entrySet()) {
            chart = chart.with(family.getKey(), read("chart, family " + family.getKey(), family.getValue()));
        }
        return chart;
    }

    private static Family read(String where, Object data) {
        Map<String, Object> family = PlainData.map(where, data);
        PlainData.requireKeys(where, family, KEYS);
        String written = PlainData.text(where, family, "kind");
        AccountKind kind = Arrays.stream(AccountKind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(written))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(where + ": kind \"" + written
                        + "\" is not known; use asset, liability, equity, revenue or expense"));
        String side = kind.normalSide().name().toLowerCase(Locale.ROOT);
        if (family.containsKey("side") && !PlainData.text(where, family, "side").equals(side)) {
            throw new ConfigurationException(where + ": side: " + family.get("side") + " contradicts kind: " + written
                    + ", which grows on the " + side + " side; correct one, or leave side out");
        }
        return new Family(kind, PlainData.flag(where, family, "never-below-zero"));
    }

    private ChartOfAccounts with(String name, Family family) {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException("chart, family \"" + name + "\": is no first segment of an account's name;"
                    + " use 1 to 64 letters, digits and . _ -");
        }
        Map<String, Family> more = new TreeMap<>(families);
        more.put(name, family);
        return new ChartOfAccounts(more);
    }

    /** The names of all families. */
    public SortedSet<String> families() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(families.keySet()));
    }

    /** What the accounts of a family are; empty if the chart does not have it. */
    public Optional<AccountKind> kind(String family) {
        return Optional.ofNullable(families.get(family)).map(Family::kind);
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
                            + " the ledger first, or use one of the families " + families());
        }
        Account account = Account.of(id.path(), family.kind(), currency.code());
        return family.neverBelowZero() ? account.neverBelowZero() : account;
    }

    /** The accounts of a journal, as far as the chart has their families: to be opened before it is posted. */
    public List<Account> accounts(Journal journal) {
        Map<AccountId, Account> accounts = new TreeMap<>();
        for (Line line : journal.lines()) {
            if (families.containsKey(line.account().family())) {
                accounts.put(
                        line.account(), account(line.account(), line.amount().currency()));
            }
        }
        return List.copyOf(accounts.values());
    }
}
