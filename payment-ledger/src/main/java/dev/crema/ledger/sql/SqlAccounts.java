package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountState;
import dev.crema.ledger.account.Accounts;
import dev.crema.ledger.account.Constraint;
import dev.crema.ledger.account.Keeping;
import dev.crema.ledger.account.Standing;
import dev.crema.ledger.account.Total;
import dev.crema.ledger.journal.Notes;
import dev.crema.money.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/** The accounts of one scope on a database. */
final class SqlAccounts implements Accounts {
    private static final int MOST = 1000;

    private final Database database;
    private final AccountTable accounts;
    private final Scope scope;

    SqlAccounts(Database database, Scope scope) {
        this.database = database;
        this.accounts = new AccountTable(database.dialect());
        this.scope = scope;
    }

    @Override
    public Standing standing(AccountId account) {
        return database.read(handle -> accounts.whole(handle, scope, account))
                .orElseThrow(() -> notOpen(account))
                .standing();
    }

    static NotFoundException notOpen(AccountId account) {
        return new NotFoundException("account: " + account + " is not open");
    }

    @Override
    public List<Standing> under(String path, String after, int most) {
        String from = requirePage(after, most);
        String top = path.isEmpty() ? "" : new AccountId(path).path();
        return database.read(handle -> {
            List<AccountRow> page = new ArrayList<>();
            if (!top.isEmpty() && from.compareTo(top) < 0) {
                accounts.find(handle, scope, new AccountId(top)).ifPresent(page::add);
            }
            if (page.size() < most) {
                page.addAll(PathTable.below(handle, scope, top, from, most - page.size()));
            }
            return standings(handle, page);
        });
    }

    /** Those that are not kept plainly are read once more, as a whole. */
    private List<Standing> standings(Handle handle, List<AccountRow> page) {
        return page.stream()
                .map(row -> row.account().keeping().equals(Keeping.PLAIN)
                        ? row
                        : accounts.whole(handle, scope, row.id()).orElse(row))
                .map(AccountRow::standing)
                .toList();
    }

    private static String requirePage(String after, int most) {
        requireMost(most);
        return after.isEmpty() ? "" : new AccountId(after).path();
    }

    static void requireMost(int most) {
        if (most < 1 || most > MOST) {
            throw new InvalidRequestException("most", most + " is not between 1 and " + MOST);
        }
    }

    @Override
    public List<Total> rolledUp(AccountId path) {
        return database.read(handle -> PathTable.rolledUp(handle, scope, path));
    }

    @Override
    public Account constrain(AccountId account, Constraint constraint) {
        return locked(account, (handle, rows) -> {
            rows.get(0).requireNotClosed();
            AccountRow own = rows.get(0);
            Account constrained = own.account().under(constraint);
            if (!constrained.equals(own.account())) {
                accounts.replaced(handle, own.key(), own.account());
            }
            for (AccountRow row : rows) {
                Account next = row.stripe() == 0 ? constrained : AccountTable.stripeOf(constrained);
                accounts.constrain(
                        handle, row.key(), row.under(next.constraint()).account());
            }
            return constrained;
        });
    }

    @Override
    public void freezeDrawing(AccountId account) {
        become(account, AccountState.NO_DRAWING);
    }

    @Override
    public void freeze(AccountId account) {
        become(account, AccountState.FROZEN);
    }

    @Override
    public void thaw(AccountId account) {
        become(account, AccountState.OPEN);
    }

    @Override
    public void close(AccountId account) {
        become(account, AccountState.CLOSED);
    }

    private void become(AccountId account, AccountState next) {
        locked(account, (handle, rows) -> {
            for (AccountRow row : rows) {
                if (!row.state().canBecome(next)) {
                    throw new InvalidStateException("account: " + account + " is closed, and stays that");
                }
                if (next == AccountState.CLOSED) {
                    row.requireEmpty();
                }
            }
            rows.forEach(row -> accounts.become(handle, row.key(), next));
            return next;
        });
    }

    @Override
    public void annotate(AccountId account, Map<String, String> notes) {
        SortedMap<String, String> sound = Notes.sound(notes);
        locked(account, (handle, rows) -> {
            NoteTable.replace(handle, scope, account, sound);
            return sound;
        });
    }

    /** Does a change under the locks of all rows of the account, of which its own is the first. */
    private <T> T locked(AccountId account, BiFunction<Handle, List<AccountRow>, T> change) {
        return database.writeIdempotent(handle -> {
            AccountKey key = new AccountKey(scope, account);
            List<AccountRow> rows = new ArrayList<>();
            rows.add(accounts.lock(handle, key).orElseThrow(() -> notOpen(account)));
            for (AccountKey row : key.rows(rows.get(0).account().keeping().stripes())) {
                if (row.stripe() > 0) {
                    rows.add(accounts.lock(handle, row).orElseThrow(() -> notOpen(account)));
                }
            }
            return change.apply(handle, rows);
        });
    }

    @Override
    public SortedMap<String, String> notes(AccountId account) {
        return database.read(handle -> {
            SortedMap<String, String> notes = NoteTable.find(handle, scope, account);
            if (notes.isEmpty() && accounts.find(handle, scope, account).isEmpty()) {
                throw notOpen(account);
            }
            return notes;
        });
    }

    @Override
    public List<Standing> noted(String name, String content, String after, int most) {
        String from = requirePage(after, most);
        Notes.sound(Map.of(name, content));
        return database.read(handle -> standings(handle, PathTable.noted(handle, scope, name, content, from, most)));
    }
}
