package dev.crema.ledger.sql;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Commands that are done together or not at all. */
record Request(List<Command> commands) {
    Request {
        commands = List.copyOf(commands);
    }

    static Request of(Command command) {
        return new Request(List.of(command));
    }

    SortedSet<AccountKey> accounts() {
        SortedSet<AccountKey> accounts = new TreeSet<>();
        commands.forEach(command -> accounts.addAll(command.accounts()));
        return accounts;
    }
}
