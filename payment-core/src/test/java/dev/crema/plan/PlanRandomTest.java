package dev.crema.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.context.Reference;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is bought, by whatever means and with whatever shares: the parts are the whole. */
class PlanRandomTest {
    private static final int PURCHASES = 5_000;
    private static final AccountId BETWEEN = new AccountId("escrow:order");
    private static final List<String> TYPES = List.of("sale", "sale", "escrow", "authorize");

    @Test
    void A06_everyPlanPaysOutExactlyWhatIsPaid() {
        long seed = Long.getLong("crema.seed", System.nanoTime());
        System.out.println("-Dcrema.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < PURCHASES; i++) {
            Purchase purchase = purchase(random);
            Plan plan = PlanRules.standard().plan(purchase, BETWEEN, Instant.EPOCH, Set.of());
            String what = "purchase " + i + " of seed " + seed + ": " + purchase + "\n" + plan.steps();
            Map<AccountId, Money> effect = plan.effect();
            assertThat(effect.getOrDefault(BETWEEN, Money.ofMinor("CNY", 0)).minor())
                    .as(what)
                    .isZero();
            Map<AccountId, Long> due = new HashMap<>();
            for (Order order : purchase.orders()) {
                long left = order.amount().minor();
                for (Share share : purchase.shares()) {
                    if (share.order().equals(order.id())) {
                        long part = share.of(order.amount()).minor();
                        assertThat(part).as(what).isEqualTo(order.amount().minor() * share.basisPoints() / 10_000);
                        due.merge(share.party(), part, Long::sum);
                        left -= part;
                    }
                }
                due.merge(order.payee(), left, Long::sum);
            }
            due.forEach((account, minor) -> assertThat(effect.getOrDefault(account, Money.ofMinor("CNY", 0))
                            .minor())
                    .as(account + " in " + what)
                    .isEqualTo(minor));
        }
    }

    private static Purchase purchase(Random random) {
        List<Order> orders = new ArrayList<>();
        List<Share> shares = new ArrayList<>();
        int number = 1 + (random.nextInt(3) == 0 ? random.nextInt(5) : 0);
        for (int i = 0; i < number; i++) {
            Order order = new Order(
                    new Reference("order-" + i),
                    new AccountId("merchant:" + (char) ('a' + random.nextInt(3))),
                    Money.ofMinor("CNY", 1 + (random.nextBoolean() ? random.nextInt(10) : random.nextInt(1_000_000))));
            orders.add(order);
            int left = 10_000;
            for (int s = random.nextInt(4); s > 0 && left > 1; s--) {
                int points = 1 + random.nextInt(left - 1);
                left -= points;
                shares.add(
                        new Share(order.id(), new AccountId("partner:" + random.nextInt(4)), points, Optional.empty()));
            }
        }
        Purchase bare = new Purchase(
                TYPES.get(random.nextInt(TYPES.size())),
                new AccountId("wallet:ann"),
                orders,
                List.of(),
                shares,
                Map.of());
        return bare.type().equals("authorize") && number > 1
                ? purchase(random) // one order at a time is set aside
                : bare.paidWith(tenders(random, bare.total().minor()));
    }

    private static List<Tender> tenders(Random random, long total) {
        List<Tender> tenders = new ArrayList<>();
        long left = total;
        for (int i = random.nextInt(3); i > 0 && left > 1; i--) {
            Money part = Money.ofMinor("CNY", 1 + (random.nextLong() >>> 1) % (left - 1));
            left -= part.minor();
            tenders.add(random.nextBoolean() ? Tender.wallet(part) : Tender.channel("c" + i, part));
        }
        tenders.add(random.nextBoolean() ? Tender.channel("rest") : Tender.wallet());
        return tenders;
    }
}
