package dev.crema.ledger.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Scope;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.JournalId;
import dev.crema.ledger.journal.PostedJournal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What was done by many at once, brought into an order and done again on the model. Two acts of one caller stay in their
 * order, and two journals on one account in that of their entries' numbers; if these contradict each other, the acts
 * cannot have been done one after the other, and no order is found.
 */
final class Replay {
    /** An act, and what was said to it. */
    record Done(Act act, Answer answer) {
        void ifDone(Consumer<Done> then) {
            if (answer.isDone()) {
                then.accept(this);
            }
        }

        /** The journals it posted, or had posted before. */
        List<PostedJournal> journals() {
            Object result = answer.result();
            if (result instanceof PostedJournal one) {
                return List.of(one);
            }
            return result instanceof List<?> all
                    ? all.stream().map(PostedJournal.class::cast).toList()
                    : List.of();
        }
    }

    private final List<Account> world;
    private final ReferenceLedger model;
    private final List<Done> acts = new ArrayList<>();
    private final Map<JournalId, Integer> postedBy = new HashMap<>();
    private final Map<Integer, Set<Integer>> after = new HashMap<>();

    Replay(Scope scope, List<Account> world) {
        this.world = world;
        this.model = new ReferenceLedger(scope);
    }

    /** What one caller had done, in its order. */
    void add(List<Done> ofOne) {
        for (int i = 0; i < ofOne.size(); i++) {
            int act = acts.size();
            acts.add(ofOne.get(i));
            for (PostedJournal journal : ofOne.get(i).journals()) {
                postedBy.putIfAbsent(journal.id(), act);
            }
            if (i > 0) {
                before(act - 1, act);
            }
        }
    }

    private void before(int first, int second) {
        if (first != second) {
            after.computeIfAbsent(first, any -> new LinkedHashSet<>()).add(second);
        }
    }

    /** Does it all again on the model, and compares the books. */
    void run(Ledger ledger) {
        Map<Account, List<Entry>> books = new LinkedHashMap<>();
        for (Account account : world) {
            List<Entry> entries = LedgerModelTest.entries(ledger, account.id(), 0);
            for (int i = 0; i < entries.size(); i++) {
                assertThat(postedBy)
                        .as("whose answer was: " + entries.get(i))
                        .containsKey(entries.get(i).journal());
                if (i > 0) {
                    before(
                            postedBy.get(entries.get(i - 1).journal()),
                            postedBy.get(entries.get(i).journal()));
                }
            }
            books.put(account, entries);
        }
        model.answer(new Act.Open(world), Instant.EPOCH);
        for (Integer act : order()) {
            Done done = acts.get(act);
            Instant at = done.journals().stream()
                    .map(PostedJournal::bookedAt)
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            assertThat(model.answer(done.act(), at)).as("%s", done).isEqualTo(done.answer());
        }
        books.forEach((account, entries) -> {
            Book book = model.books().get(account.id());
            assertThat(entries).isEqualTo(book.entries);
            assertThat(ledger.balance(account.id())).isEqualTo(book.balance());
        });
    }

    private List<Integer> order() {
        Map<Integer, Integer> waitsFor = new HashMap<>();
        after.values().forEach(all -> all.forEach(act -> waitsFor.merge(act, 1, Integer::sum)));
        PriorityQueue<Integer> free = new PriorityQueue<>();
        for (int act = 0; act < acts.size(); act++) {
            if (!waitsFor.containsKey(act)) {
                free.add(act);
            }
        }
        List<Integer> order = new ArrayList<>();
        while (!free.isEmpty()) {
            Integer next = free.remove();
            order.add(next);
            for (Integer act : after.getOrDefault(next, Set.of())) {
                if (waitsFor.merge(act, -1, Integer::sum) == 0) {
                    free.add(act);
                }
            }
        }
        Set<Integer> circle = new HashSet<>(waitsFor.keySet());
        order.forEach(circle::remove);
        assertThat(circle.stream().map(acts::get))
                .as("acts that each came before the other")
                .isEmpty();
        return order;
    }
}
