package dev.crema.ledger.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are done together or not at all.
 *
 * @param routing on which rows
 * @param looks whether it is judged by accounts as they are, not as they are remembered
 * @param transfer the payment whose rows are written with what the commands write, or null
 */
record Request(
        List<Command> commands,
        Routing routing,
        boolean looks,
        @Nullable SettledTransfer transfer) {
    Request {
        commands = List.copyOf(commands);
    }

    Request(List<Command> commands) {
        this(commands, Routing.PLAIN, false, null);
    }

    static Request of(Command command) {
        return new Request(List.of(command));
    }

    static Request settling(SettledTransfer transfer, Command command) {
        return new Request(List.of(command), Routing.PLAIN, false, transfer);
    }

    Request on(Routing rows) {
        return new Request(commands, rows, looks, transfer);
    }

    Request looking() {
        return new Request(commands, routing, true, transfer);
    }

    /** The accounts that it speaks of, on whatever rows. */
    Set<AccountKey> accounts() {
        Set<AccountKey> accounts = new HashSet<>();
        commands.forEach(command -> accounts.addAll(command.accounts()));
        return accounts;
    }

    /** The rows whose locks it needs. */
    SortedSet<AccountKey> rows() {
        SortedSet<AccountKey> rows = new TreeSet<>(routing.gathered());
        for (Command command : commands) {
            for (AccountKey account : command.accounts()) {
                if (!routing.defers(account)) {
                    rows.add(routing.row(account));
                }
            }
        }
        return rows;
    }
}
