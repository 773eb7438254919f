package dev.crema.ledger.account;

import dev.crema.money.AccountId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The accounts of a scope: what they are, what may be done with them, what is known about them, and what is in those
 * below a path together. Got from {@code ledger.accounts()}; opening one and reading its balance is done there.
 *
 * <p>Each change is made under the account's lock, in one transaction or inside the host's, and safe to repeat. Whatever
 * names an account throws {@link dev.crema.failure.NotFoundException} if it is not open in this scope.
 *
 * <p>A path stands for the account of that name and all below it: {@code wallet} for {@code wallet} and {@code
 * wallet:ann}, but not for {@code wallets}. No character in it has another meaning than itself.
 *
 * <p>Safe for use by many threads. Not for implementation outside of this library.
 */
public interface Accounts {
    /** The account as it stands. */
    Standing standing(AccountId account);

    /**
     * A page of the accounts at and below a path, in the order of their names.
     *
     * @param path empty for all
     * @param after the account after which to begin; empty for the first page
     * @param most how many at most, 1 to 1000
     */
    List<Standing> under(String path, String after, int most);

    /**
     * What is in the accounts at and below a path together, by currency and kind; none if there are none.
     *
     * @throws dev.crema.failure.AmountExceededException if a sum is more than can be counted
     */
    List<Total> rolledUp(AccountId path);

    /**
     * Puts the account under another constraint, in place of the one it has.
     *
     * @throws dev.crema.failure.InvalidStateException if the account is closed, or breaks the limits already
     * @throws dev.crema.failure.InvalidRequestException for the field {@code floor} or {@code ceiling} if they do not fit
     *     the account
     */
    Account constrain(AccountId account, Constraint constraint);

    /**
     * Lets nothing more be drawn or held, from a frozen account too; what comes in is booked.
     *
     * @throws dev.crema.failure.InvalidStateException if the account is closed; so for the others below
     */
    void freezeDrawing(AccountId account);

    /** Lets nothing more be booked or held. */
    void freeze(AccountId account);

    /** Ends a freeze of either kind. */
    void thaw(AccountId account);

    /**
     * Closes the account for ever. What was booked stays, and can still be read.
     *
     * @throws dev.crema.failure.InvalidStateException if anything is in it or held
     */
    void close(AccountId account);

    /**
     * Writes notes about the account, in place of those it has.
     *
     * @param notes up to 20; see {@link dev.crema.ledger.journal.Notes}
     */
    void annotate(AccountId account, Map<String, String> notes);

    /** The notes about the account, by their names. */
    SortedMap<String, String> notes(AccountId account);

    /**
     * A page of the accounts with this very note, in the order of their names.
     *
     * @param after the account after which to begin; empty for the first page
     * @param most how many at most, 1 to 1000
     */
    List<Standing> noted(String name, String content, String after, int most);
}
