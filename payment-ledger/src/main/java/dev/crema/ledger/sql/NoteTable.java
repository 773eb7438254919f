package dev.crema.ledger.sql;

import dev.crema.context.Scope;
import dev.crema.money.AccountId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of {@code crema_account_note}. Those of an account are guarded by its lock. Stateless. */
final class NoteTable {
    private static final String FIND =
            "select name, content from crema_account_note where scope = :scope and account = :account";

    private static final String DELETE = "delete from crema_account_note where scope = :scope and account = :account";

    private static final String INSERT = """
            insert into crema_account_note (scope, account, name, content)
            values (:scope, :account, :name, :content)
            """;

    private NoteTable() {}

    static SortedMap<String, String> find(Handle handle, Scope scope, AccountId account) {
        SortedMap<String, String> notes = new TreeMap<>();
        handle.createQuery(FIND)
                .bind("scope", scope.name())
                .bind("account", account.path())
                .map((row, context) -> Map.entry(row.getString("name"), row.getString("content")))
                .forEach(note -> notes.put(note.getKey(), note.getValue()));
        return notes;
    }

    static void replace(Handle handle, Scope scope, AccountId account, Map<String, String> notes) {
        handle.createUpdate(DELETE)
                .bind("scope", scope.name())
                .bind("account", account.path())
                .execute();
        if (notes.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
            notes.forEach((name, content) -> batch.bind("scope", scope.name())
                    .bind("account", account.path())
                    .bind("name", name)
                    .bind("content", content)
                    .add());
            batch.execute();
        }
    }
}
