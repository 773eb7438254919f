package dev.crema;

import dev.crema.channel.Captures;
import dev.crema.channel.Channel;
import dev.crema.channel.Collects;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Reason;
import dev.crema.plan.Step;
import dev.crema.route.ChannelHealth;
import dev.crema.route.RouteRule;
import dev.crema.route.RouteRules;
import dev.crema.rule.Facts;
import dev.crema.trade.Routes;
import dev.crema.trade.Trade;
import dev.crema.trade.TradePayment;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which channel takes a step: the one that was asked for, or the best by the rules that can do it and was not tried yet.
 */
record Routing(RouteRules rules, Channels channels, Guards guards, ChannelHealth health, Clock clock)
        implements Routes {
    Routing {
        for (RouteRule rule : rules.rules()) {
            channels.requireConfigured("route rule " + rule.name(), rule.channels());
        }
    }

    @Override
    public Optional<Choice> choose(Trade trade, Step step, List<TradePayment> before) {
        if (step.channel().isPresent()) {
            return Routes.AS_ASKED.choose(trade, step, before);
        }
        Instant now = clock.instant();
        Facts facts = facts(trade, step, now);
        return rules.find(facts)
                .filter(rule -> before.isEmpty() || mayMoveOn(rule, before.get(before.size() - 1)))
                .flatMap(rule -> next(rule, facts.unhealthy(), trade, step, before, now));
    }

    /** Only where nothing was sent, or the channel has said no in words that leave the others open. */
    private static boolean mayMoveOn(RouteRule rule, TradePayment last) {
        Payment payment = last.payment();
        if (!payment.state().isTerminal()) {
            return last.unsent();
        }
        String code = payment.reason().map(Reason::code).orElse("");
        return payment.state() == PaymentState.FAILED
                && (code.equals("CHANNEL_UNAVAILABLE") || rule.failOverOn().contains(code));
    }

    private Optional<Choice> next(
            RouteRule rule, Set<String> unhealthy, Trade trade, Step step, List<TradePayment> before, Instant now) {
        List<String> tried =
                before.stream().map(each -> each.payment().channel()).toList();
        return rule.ranked(unhealthy, trade.id() + "/" + step.number()).stream()
                .filter(way -> !tried.contains(way.channel()))
                .filter(way -> channels.offer(
                        way.channel(), ability(step), step.amount().currency()))
                .min(Comparator.comparing(way -> guards.refuses(way.channel()))) // the first of those that do not
                .map(way -> new Choice(
                        way.channel(),
                        "route rule " + rule.name() + ": " + way.channel() + " costs " + way.costBasisPoints()
                                + " basis points, weight " + way.weight() + "; "
                                + health.of(way.channel(), now)
                                + (tried.isEmpty() ? "" : "; after " + String.join(", ", tried))));
    }

    private static Class<? extends Channel> ability(Step step) {
        return step.action() == Step.Action.AUTHORIZE ? Captures.class : Collects.class;
    }

    private Facts facts(Trade trade, Step step, Instant now) {
        Map<String, String> words = new TreeMap<>(trade.deal().facts());
        words.put("form", step.action() == Step.Action.AUTHORIZE ? "authorize" : "top-up");
        words.put("type", trade.deal().type());
        words.put("payer", trade.deal().payer().path());
        words.put("payee", trade.deal().orders().get(0).payee().path());
        words.put("currency", step.amount().currency().code());
        return new Facts(words, step.amount(), now, health.unhealthy(now));
    }
}
