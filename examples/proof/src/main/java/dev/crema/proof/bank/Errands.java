package dev.crema.proof.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes up what customers want. Not safe for use by many threads. */
final class Errands {
    private static final List<String> WALLETS = Accounts.wallets();
    private static final List<String> TRAVEL = Accounts.travelWallets();
    private static final int MOST = 30_000;
    private static final int MORE_THAN_ANYBODY_HAS = 1_000_000_000;
    private static final int CENTS_A_DOLLAR = 7;

    private final Random random;
    private final boolean backwards;

    /** @param backwards whether money goes the other way between the two who pay each other all the time */
    Errands(Random random, boolean backwards) {
        this.random = random;
        this.backwards = backwards;
    }

    /** From one to another; half of them touch the hot account, and many cross one another. */
    Order.Post transfer(String reference) {
        int which = random.nextInt(20);
        String wallet = wallet();
        if (which < 6) {
            return transfer(reference, wallet, Accounts.HOT, amount());
        }
        if (which < 10) {
            return transfer(reference, Accounts.HOT, wallet, amount());
        }
        if (which < 14) {
            String from = WALLETS.get(backwards ? 1 : 0);
            return transfer(reference, from, WALLETS.get(backwards ? 0 : 1), amount());
        }
        return transfer(reference, wallet, otherThan(wallet), amount());
    }

    /** More than anybody has. */
    Order overdraft(String reference) {
        return transfer(reference, wallet(), Accounts.HOT, MORE_THAN_ANYBODY_HAS);
    }

    /** One pays several, and a fee: the payer and perhaps others stand in it twice. */
    Order split(String reference) {
        String payer = wallet();
        List<Leg> legs = new ArrayList<>();
        long fee = 1L + random.nextInt(50);
        legs.add(new Leg(payer, fee));
        legs.add(new Leg(Accounts.FEES, -fee));
        int payees = 1 + random.nextInt(4);
        for (int i = 0; i < payees; i++) {
            long amount = 1L + random.nextInt(MOST / payees);
            legs.add(new Leg(payer, amount));
            legs.add(new Leg(i == 0 ? Accounts.HOT : otherThan(payer), -amount));
        }
        return new Order.Post(reference, legs);
    }

    /** CNY into USD or back, through the bank's position in both. */
    Order exchange(String reference) {
        String home = wallet();
        String abroad = TRAVEL.get(random.nextInt(TRAVEL.size()));
        long dollars = 1L + random.nextInt(MOST / CENTS_A_DOLLAR);
        dollars = random.nextBoolean() ? dollars : -dollars;
        long yuan = dollars * CENTS_A_DOLLAR;
        return new Order.Post(
                reference,
                List.of(
                        new Leg(home, yuan),
                        new Leg(Accounts.EXCHANGE, -yuan),
                        new Leg(Accounts.EXCHANGE_USD, dollars),
                        new Leg(abroad, -dollars)));
    }

    Order.Hold hold(String reference) {
        return new Order.Hold(wallet(), reference, 2L + random.nextInt(MOST));
    }

    /** The end of the hold: all of it or less goes to the hot account. */
    Order.Capture capture(Order.Hold hold) {
        return capture(hold, ".c", random.nextBoolean() ? hold.minor() : less(hold.minor()), true);
    }

    /** Less than the hold goes to the hot account, and the rest stays held. */
    Order.Capture part(Order.Hold hold) {
        return capture(hold, ".p", less(hold.minor()), false);
    }

    /** The end of the hold after a part of it was captured: all of the rest, or a part of that. */
    Order.Capture rest(Order.Hold hold, Order.Capture part) {
        return capture(hold, ".c", 1 + random.nextLong(hold.minor() - part.minor()), true);
    }

    private long less(long minor) {
        return 1 + random.nextLong(minor - 1);
    }

    private static Order.Capture capture(Order.Hold hold, String suffix, long minor, boolean last) {
        return new Order.Capture(
                hold.account(),
                hold.hold(),
                hold.hold() + suffix,
                last,
                List.of(new Leg(hold.account(), minor), new Leg(Accounts.HOT, -minor)));
    }

    /** Some transfers, of which one is often more than there is. */
    Order linked(String reference) {
        return new Order.Linked(IntStream.rangeClosed(1, 2 + random.nextInt(3))
                .mapToObj(i -> transfer(reference + "." + i))
                .toList());
    }

    static Order withdrawal(String reference, String purse) {
        return transfer(reference, purse, Accounts.VAULT, Accounts.PURSE);
    }

    /** The first money in everybody's wallet. */
    static Stream<Order> funding() {
        Stream<Order> home = WALLETS.stream()
                .map(account -> transfer("r0.funds." + account, Accounts.VAULT, account, Accounts.FUNDS));
        Stream<Order> abroad = TRAVEL.stream()
                .map(account -> transfer("r0.funds." + account, Accounts.TREASURY, account, Accounts.FUNDS));
        Order hot = transfer("r0.funds." + Accounts.HOT, Accounts.VAULT, Accounts.HOT, 10 * Accounts.FUNDS);
        return Stream.concat(Stream.of(hot), Stream.concat(home, abroad));
    }

    static Order.Post transfer(String reference, String from, String into, long minor) {
        return new Order.Post(reference, List.of(new Leg(from, minor), new Leg(into, -minor)));
    }

    private String wallet() {
        return WALLETS.get(random.nextInt(WALLETS.size()));
    }

    private String otherThan(String wallet) {
        int index = WALLETS.indexOf(wallet) + 1 + random.nextInt(WALLETS.size() - 1);
        return WALLETS.get(index % WALLETS.size());
    }

    private long amount() {
        return 1L + random.nextInt(MOST);
    }
}
