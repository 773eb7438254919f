package dev.crema.proof.shopkill;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Patience;
import dev.crema.proof.trial.Trial;
import dev.crema.proof.trial.Workplace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The proof: orders pour in, the shop is killed, opened again on the same data, and so on; and in the end nothing that
 * was acknowledged is lost, nothing was done twice, and the books are right.
 */
public final class ShopKill implements Trial {
    private static final int REGULARS = 2;
    private static final int NEWCOMERS = 2;
    private static final Duration LONGEST_REST = Duration.ofMinutes(3);
    /** Longer than a lease: news of a payment's end that was in a killed worker's hands has been delivered, too. */
    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(5);

    private static final int REOPENINGS = 3;

    private final ShopKillOptions options;
    private final Minutes minutes;
    private final Memory memory = new Memory();
    private final Findings findings = new Findings();
    private final List<Customer> regulars = new ArrayList<>();
    private int killed;
    private int between;

    private ShopKill(ShopKillOptions options, Minutes minutes) {
        this.options = options;
        this.minutes = minutes;
    }

    /**
     * The proof as these options want it.
     *
     * @param out where it says what it sees
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static ShopKill of(List<String> options, PrintStream out) {
        return new ShopKill(ShopKillOptions.parse(options), new Minutes(out));
    }

    /** Runs it, for some ten seconds a round. */
    @Override
    public boolean run() {
        minutes.say("proof shop-kill: rounds=" + options.rounds() + " seed=" + options.seed());
        try {
            Workplace workplace = Workplace.create("shop-kill");
            runOrBreakOff(workplace.directory());
            if (findings.isEmpty()) {
                workplace.clear();
            } else {
                minutes.say("the data and the shop's logs are in " + workplace.directory());
            }
        } catch (IOException e) {
            findings.add(Kind.WRONG, "the run needs a directory for temporary files: " + e);
        }
        return verdict();
    }

    private void runOrBreakOff(Path directory) throws IOException {
        try {
            runIn(directory);
        } catch (RuntimeException e) {
            findings.add(Kind.WRONG, "the run broke off: " + e);
            minutes.trace(e);
        }
    }

    private void runIn(Path directory) throws IOException {
        try (ShopData data = options.database().create(directory)) {
            sell(new ShopPremises(options.jar(), data, directory), data);
        }
    }

    private void sell(ShopPremises premises, ShopData data) {
        ShopProcess shop = premises.open();
        try {
            List<String> menu = welcomeRegulars(shop.api());
            for (int round = 1; round <= options.rounds(); round++) {
                killInTheRush(round, shop, menu);
                data.recover();
                minutes.say("round " + round + "/" + options.rounds() + ": " + inspectWhatIsLeft(data));
                if (!findings.isEmpty()) {
                    return; // the data stays as it was found, and no consequences hide the cause
                }
                shop = premises.open();
                new Repeats(shop.api(), memory, findings).ofTheUnanswered();
            }
            List<Affairs> affairs = inspectAtRest(shop.api());
            shop.stop();
            shop = untilAllIsDelivered(premises, shop, data);
            data.look(database -> inspectBooks(new BooksInspection(database, memory, findings), affairs));
        } finally {
            shop.close();
        }
    }

    private void inspectBooks(BooksInspection books, List<Affairs> affairs) {
        books.inspectSnapshot();
        books.unrest().forEach(violation -> findings.add(Kind.WRONG, violation));
        books.inspectCompleteness();
        books.inspectSums(affairs);
    }

    private List<String> welcomeRegulars(ShopApi shop) {
        for (int i = 1; i <= REGULARS; i++) {
            Customer regular = new Customer("regular" + i);
            regulars.add(regular);
            if (!regular.enter(shop, memory, findings)) {
                throw new IllegalStateException("the shop does not let " + regular + " in");
            }
        }
        return Affairs.ask(shop, regulars.get(0), "/api/menu")
                .orElseThrow()
                .valueStream()
                .filter(dish -> dish.path("available").asBoolean())
                .map(dish -> dish.path("sku").asString())
                .toList();
    }

    private void killInTheRush(int round, ShopProcess shop, List<String> menu) {
        Random random = new Random(options.seed() * 1_000_003 + round);
        Moment moment = Moment.random(random);
        int before = memory.acknowledged();
        Rush rush = Rush.of(visits(round, shop.api(), menu, random), findings);
        moment.await(memory, before);
        shop.kill();
        killed++;
        rush.end();
    }

    /** Each regular at two doors at once, and some who come for the first time. */
    private List<Visit> visits(int round, ShopApi shop, List<String> menu, Random random) {
        List<Customer> visitors = new ArrayList<>(regulars);
        visitors.addAll(regulars);
        for (int i = 1; i <= NEWCOMERS; i++) {
            visitors.add(new Customer("newcomer" + round + "." + i));
        }
        List<Visit> visits = new ArrayList<>();
        for (Customer visitor : visitors) {
            String label = "round" + round + "-door" + (visits.size() + 1);
            visits.add(new Visit(label, visitor, shop, menu, memory, findings, new Random(random.nextLong())));
        }
        return visits;
    }

    /** The database as the kill has left it, before anybody can mend it. */
    private String inspectWhatIsLeft(ShopData data) {
        Map<String, Integer> unsettled = new TreeMap<>();
        data.lookAtWhatIsLeft(database -> {
            BooksInspection books = new BooksInspection(database, memory, findings);
            books.inspectSnapshot();
            unsettled.putAll(books.unsettled());
        });
        int sum = unsettled.values().stream().mapToInt(Integer::intValue).sum();
        between += sum;
        return "killed, acknowledged=" + memory.acknowledged() + " unanswered=" + memory.unanswered() + " between="
                + sum + " " + unsettled;
    }

    private List<Affairs> inspectAtRest(ShopApi shop) {
        memory.open().forEach(request -> findings.add(Kind.WRONG, request + " is not answered by any shop"));
        new Rest(shop, memory)
                .await(LONGEST_REST)
                .forEach((what, customer) ->
                        findings.add(Kind.WRONG, what + " of " + customer + " has not ended after " + LONGEST_REST));
        Patience.pass(LAST_DELIVERIES);
        List<Affairs> affairs = affairs(shop);
        affairs.forEach(one -> new Inspection(one, memory, findings).inspect());
        minutes.say("at rest: asking for everything again");
        new Repeats(shop, memory, findings).ofTheAcknowledged();
        if (!affairs(shop).equals(affairs)) {
            findings.add(Kind.DOUBLED, "something: to ask for everything again has changed what the shop says");
        }
        return affairs;
    }

    private List<Affairs> affairs(ShopApi shop) {
        return memory.told(Request.Kind.REGISTRATION).stream()
                .map(told -> told.request().customer())
                .filter(customer -> customer.signIn(shop, memory, findings))
                .map(customer -> Affairs.of(customer, shop, memory))
                .toList();
    }

    /** Customers cannot see whether the shop's own listeners have heard of everything; if not, it gets the time. */
    private ShopProcess untilAllIsDelivered(ShopPremises premises, ShopProcess shop, ShopData data) {
        ShopProcess last = shop;
        for (int i = 0; i < REOPENINGS && !unrest(data).isEmpty(); i++) {
            last = premises.open();
            Patience.pass(LAST_DELIVERIES);
            last.stop();
        }
        return last;
    }

    private List<String> unrest(ShopData data) {
        List<String> unrest = new ArrayList<>();
        data.look(database -> unrest.addAll(new BooksInspection(database, memory, findings).unrest()));
        return unrest;
    }

    private boolean verdict() {
        if (between == 0 && findings.isEmpty()) {
            findings.add(Kind.WRONG, "no kill came between the acceptance of a payment and its end: nothing is proved");
        }
        String counts = "proof shop-kill: rounds=" + options.rounds() + " killed=" + killed + " acknowledged="
                + memory.acknowledged() + " unanswered=" + memory.unanswered() + " lost=" + findings.count(Kind.LOST)
                + " doubled=" + findings.count(Kind.DOUBLED);
        return minutes.verdict(counts, findings);
    }
}
