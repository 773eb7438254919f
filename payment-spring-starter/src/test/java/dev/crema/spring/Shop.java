package dev.crema.spring;

import dev.crema.Payments;
import dev.crema.SettableClock;
import dev.crema.channel.Capabilities;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Charge;
import dev.crema.channel.Collects;
import dev.crema.channel.Payee;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.channel.sandbox.SandboxChannel;
import dev.crema.channel.sandbox.SandboxSettings;
import dev.crema.event.PaymentEvent;
import dev.crema.money.Money;
import dev.crema.payment.Payment;
import dev.crema.payment.TopUp;
import dev.crema.payment.Withdrawal;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** An application as a host writes it: orders in a table of its own, payments by the starter. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Shop {
    static final String CAFE = "merchant:cafe";
    static final String BAR = "merchant:bar";

    @Bean
    Story story() {
        return new Story();
    }

    @Bean
    SettableClock clock() {
        return SettableClock.at("2026-01-01T00:00:00Z");
    }

    @Bean
    WatchedChannel bank(Story story, Clock clock) {
        return new WatchedChannel(new SandboxChannel("bank", SandboxSettings.permitted(true), clock), story);
    }

    @Bean
    Orders orders(DataSource dataSource, Payments payments, Story story) {
        return new Orders(new JdbcTemplate(dataSource), payments, story);
    }

    /** What happened, in the order in which it did. */
    static class Story {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        void tell(String line) {
            lines.add(line);
        }

        List<String> lines() {
            return lines;
        }

        void begin() {
            lines.clear();
        }
    }

    /** The sandbox, with everything it is asked told in the story. */
    record WatchedChannel(SandboxChannel sandbox, Story story) implements Collects, PaysOut {
        @Override
        public String name() {
            return sandbox.name();
        }

        @Override
        public Capabilities capabilities() {
            return sandbox.capabilities();
        }

        @Override
        public ChannelResult open(Charge charge) {
            return sandbox.open(charge);
        }

        @Override
        public ChannelResult query(Charge charge) {
            return sandbox.query(charge);
        }

        @Override
        public ChannelResult close(Charge charge) {
            return sandbox.close(charge);
        }

        @Override
        public ChannelResult send(Payout payout) {
            story.tell("sent " + payout.subject());
            return sandbox.send(payout);
        }

        @Override
        public ChannelResult query(Payout payout) {
            return sandbox.query(payout);
        }
    }

    /** The host's own code, around its own table. */
    static class Orders {
        static final String TABLE =
                "create table if not exists shop_order (name varchar(40) primary key, state varchar(20))";

        private final JdbcTemplate jdbc;
        private final Payments payments;
        private final Story story;
        private volatile boolean refusesEvents;

        Orders(JdbcTemplate jdbc, Payments payments, Story story) {
            this.jdbc = jdbc;
            this.payments = payments;
            this.story = story;
        }

        /** Money to pay with. */
        void fund(String account, String name, String amount) {
            payments.topUp(TopUp.of(name).amount("CNY", amount).into(account).through("bank"));
        }

        Payment pay(String name, String amount) {
            return pay(CAFE, name, amount);
        }

        private Payment pay(String account, String name, String amount) {
            return payments.withdraw(Withdrawal.of(name)
                    .amount(Money.of("CNY", amount))
                    .from(account)
                    .through("bank")
                    .to(Payee.of("account-of-" + name)));
        }

        /** An order and its payment, and whatever else belongs to both. */
        @Transactional
        void place(String name, String amount, Runnable more) {
            placeFrom(CAFE, name, amount, more);
        }

        /** From another account: the cafe's is locked until the transaction ends that this one interrupts. */
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        void placeApart(String name, String amount, Runnable more) {
            placeFrom(BAR, name, amount, more);
        }

        private void placeFrom(String account, String name, String amount, Runnable more) {
            jdbc.update("insert into shop_order values (?, 'NEW')", name);
            Payment payment = pay(account, name, amount);
            story.tell("placed " + name + " " + payment.state());
            more.run();
        }

        @Transactional(readOnly = true)
        void payWhileReadingOnly(String name, String amount) {
            pay(name, amount);
        }

        @Transactional
        @OnPayment
        void ended(PaymentEvent event) {
            int updated = jdbc.update(
                    "update shop_order set state = ? where name = ?",
                    event.getClass().getSimpleName(),
                    event.reference().toString());
            if (refusesEvents) {
                throw new IllegalStateException("the host cannot take it now");
            }
            if (updated == 1) {
                story.tell("told " + event.reference());
            }
        }

        void refuseEvents(boolean refuses) {
            refusesEvents = refuses;
        }

        List<String> names() {
            return jdbc.queryForList("select name from shop_order order by name", String.class);
        }

        String state(String name) {
            return jdbc.queryForObject("select state from shop_order where name = ?", String.class, name);
        }
    }
}
