package dev.crema.proof.bank;

import dev.crema.context.Reference;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.journal.Entry;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that a teller asks of the ledger. As a text it is one line, and two orders with one {@link #key} are either
 * the same order again, or one of them has to be refused.
 */
sealed interface Order {
    /** What the ledger knows it by. */
    String key();

    /**
     * Asks for it.
     *
     * @return what was answered, without blanks; the same however often it is asked
     */
    String ask(Ledger ledger);

    /** The journals that it wants posted: of the answers to all but one of them, each stands behind a {@code |}. */
    default List<Post> journals() {
        return List.of();
    }

    /** A journal. */
    record Post(String reference, List<Leg> legs) implements Order {
        public Post {
            legs = List.copyOf(legs);
        }

        @Override
        public String key() {
            return "journal:" + reference;
        }

        @Override
        public List<Post> journals() {
            return List.of(this);
        }

        @Override
        public String ask(Ledger ledger) {
            return answer(ledger.post(journal(reference, legs)));
        }

        @Override
        public String toString() {
            return "post " + reference + " " + text(legs);
        }
    }

    /** Money to be set aside. */
    record Hold(String account, String hold, long minor) implements Order {
        @Override
        public String key() {
            return "hold:" + account + "/" + hold;
        }

        @Override
        public String ask(Ledger ledger) {
            return "held="
                    + ledger.hold(new AccountId(account), new Reference(hold), Accounts.money(account, minor))
                            .amount()
                            .minor();
        }

        @Override
        public String toString() {
            return "hold " + account + " " + hold + " " + minor;
        }
    }

    /**
     * A journal that draws on a hold.
     *
     * @param last whether what it leaves of the hold is available again, or else held for further parts
     */
    record Capture(String account, String hold, String reference, boolean last, List<Leg> legs) implements Order {
        public Capture {
            legs = List.copyOf(legs);
        }

        @Override
        public String key() {
            return "journal:" + reference;
        }

        @Override
        public List<Post> journals() {
            return List.of(new Post(reference, legs));
        }

        @Override
        public String ask(Ledger ledger) {
            AccountId from = new AccountId(account);
            Journal journal = journal(reference, legs);
            return answer(
                    last
                            ? ledger.capture(from, new Reference(hold), journal)
                            : ledger.capturePart(from, new Reference(hold), journal));
        }

        /** How much of the hold it takes: what the account, which grows by credits, is debited. */
        long minor() {
            return legs.stream()
                    .filter(leg -> leg.account().equals(account))
                    .mapToLong(Leg::minor)
                    .sum();
        }

        @Override
        public String toString() {
            return (last ? "capture " : "part ") + account + " " + hold + " " + reference + " " + text(legs);
        }
    }

    /** Journals that are done together or not at all. */
    record Linked(List<Post> journals) implements Order {
        public Linked {
            journals = List.copyOf(journals);
        }

        @Override
        public String key() {
            return journals.get(0).key();
        }

        @Override
        public String ask(Ledger ledger) {
            return ledger
                    .postLinked(journals.stream()
                            .map(post -> journal(post.reference(), post.legs()))
                            .toList())
                    .stream()
                    .map(Order::answer)
                    .collect(Collectors.joining("|"));
        }

        @Override
        public String toString() {
            return "linked "
                    + journals.stream()
                            .map(post -> post.reference() + " " + Order.text(post.legs()))
                            .collect(Collectors.joining(" "));
        }
    }

    /** Money to be set aside no longer. */
    record Release(String account, String hold) implements Order {
        @Override
        public String key() {
            return "release:" + account + "/" + hold;
        }

        @Override
        public String ask(Ledger ledger) {
            return ledger.release(new AccountId(account), new Reference(hold))
                    .state()
                    .name();
        }

        @Override
        public String toString() {
            return "release " + account + " " + hold;
        }
    }

    /** The same backwards from the text. */
    static Order parse(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "post" -> new Post(words[1], legs(words[2]));
            case "hold" -> new Hold(words[1], words[2], Long.parseLong(words[3]));
            case "capture", "part" ->
                new Capture(words[1], words[2], words[3], words[0].equals("capture"), legs(words[4]));
            case "linked" -> linked(words);
            case "release" -> new Release(words[1], words[2]);
            default -> throw new IllegalArgumentException("no order: " + text);
        };
    }

    private static Order linked(String[] words) {
        List<Post> journals = new ArrayList<>();
        for (int i = 1; i < words.length; i += 2) {
            journals.add(new Post(words[i], legs(words[i + 1])));
        }
        return new Linked(journals);
    }

    private static String text(List<Leg> legs) {
        return legs.stream().map(Leg::toString).collect(Collectors.joining(","));
    }

    private static List<Leg> legs(String text) {
        return Arrays.stream(text.split(",", -1)).map(Leg::parse).toList();
    }

    private static Journal journal(String reference, List<Leg> legs) {
        Journal.Draft draft = Journal.of(reference);
        for (Leg leg : legs) {
            if (leg.minor() > 0) {
                draft.debit(leg.account(), Accounts.money(leg.account(), leg.minor()));
            } else {
                draft.credit(leg.account(), Accounts.money(leg.account(), -leg.minor()));
            }
        }
        return draft.balanced();
    }

    private static String answer(PostedJournal posted) {
        return Told.of(posted.entries().stream().map(Order::told).toList()) + "@" + posted.bookedAt();
    }

    private static Told.Place told(Entry entry) {
        return new Told.Place(
                entry.account().path(),
                entry.number(),
                entry.amount().minor(),
                entry.balance().minor());
    }
}
