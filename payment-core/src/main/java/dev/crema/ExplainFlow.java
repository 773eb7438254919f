package dev.crema;

import dev.crema.Explanation.Line;
import dev.crema.Explanation.Next;
import dev.crema.Explanation.Topic;
import dev.crema.books.History;
import dev.crema.books.PaymentBooks;
import dev.crema.books.Trail;
import dev.crema.context.Scope;
import dev.crema.failure.NotFoundException;
import dev.crema.money.Money;
import dev.crema.payment.Attempt;
import dev.crema.payment.Decision;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.Reason;
import dev.crema.trade.StepPayments;
import dev.crema.trade.Trade;
import dev.crema.trade.TradePayment;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells the story of a payment out of everything that is recorded of it. */
final class ExplainFlow {
    private final PaymentBooks books;
    private final Clock clock;

    ExplainFlow(PaymentBooks books, Clock clock) {
        this.books = books;
        this.clock = clock;
    }

    Explanation explain(Scope scope, PaymentId id) {
        History history = books.history(scope, id).orElseThrow(() -> new NotFoundException("no payment " + id));
        Trail trail = books.trail(history);
        List<Line> lines = new ArrayList<>();
        lines.add(request(history.payment()));
        lines.addAll(planned(scope, history.payment()));
        history.transitions().forEach(step -> lines.add(state(history, step)));
        history.attempts().forEach(attempt -> lines.add(call(attempt)));
        trail.news().forEach(news -> lines.add(news(news)));
        trail.entries().forEach(entry -> lines.add(entry(entry)));
        history.differences()
                .forEach(difference -> lines.add(new Line(
                        difference.foundAt(),
                        Topic.DIFFERENCE,
                        difference.kind() + " of " + difference.moved() + " (" + difference.key() + ")"
                                + held(history, difference.key()))));
        history.decisions().forEach(decision -> lines.add(decision(decision)));
        history.captures().forEach(capture -> lines.add(child(capture)));
        history.refunds().forEach(refund -> lines.add(child(refund)));
        trail.work().stream()
                .filter(task -> !task.listener().isEmpty())
                .forEach(task -> told(task).ifPresent(lines::add));
        lines.sort(Comparator.comparing(Line::at)); // stable: what happened at one instant stays in the order of topics
        return new Explanation("payment " + id, lines, next(history, trail));
    }

    private static Line request(Payment payment) {
        String within = payment.context().given().toString();
        return new Line(
                payment.createdAt(),
                Topic.REQUEST,
                payment.form() + (payment.isAuthorization() ? " in two phases of " : " of ") + payment.amount() + " as "
                        + payment.reference() + " through "
                        + payment.channel()
                        + payment.from().map(from -> " from " + from).orElse("")
                        + payment.into().map(into -> " into " + into).orElse("")
                        + payment.deadline().map(end -> ", until " + end).orElse("")
                        + (within.isEmpty() ? "" : ", part of " + within));
    }

    /** A payment that a trade made knows by which step of the plan it came about, and by which route. */
    private List<Line> planned(Scope scope, Payment payment) {
        return StepPayments.trade(payment.reference())
                .flatMap(id -> books.findTrade(scope, id))
                .flatMap(trade -> trade.find(payment.id()).map(part -> planned(trade, part)))
                .orElseGet(() -> List.of(new Line(
                        payment.createdAt(),
                        Topic.ROUTE,
                        payment.channel() + ", as "
                                + (payment.request().original().isPresent()
                                        ? "the payment that it is about"
                                        : "the request says"))));
    }

    private static List<Line> planned(Trade trade, TradePayment part) {
        String does = part.role() == TradePayment.Role.STEP ? "carries out" : "gives back";
        return List.of(
                new Line(
                        part.payment().createdAt(),
                        Topic.PLAN,
                        does + " step " + trade.plan().step(part.step()) + ", of plan "
                                + trade.plan().name() + " (" + trade.plan().why() + ") of trade " + trade.id()),
                new Line(
                        part.payment().createdAt(),
                        Topic.ROUTE,
                        part.payment().channel() + ", because of " + part.why()));
    }

    private static Line state(History history, History.Transition step) {
        boolean last = step.version() == history.payment().version();
        String why = last ? history.payment().reason().map(ExplainFlow::inWords).orElse("") : "";
        return new Line(step.at(), Topic.STATE, step.state() + why);
    }

    static String inWords(Reason reason) {
        return " because " + reason.code() + (reason.message().isEmpty() ? "" : ": " + reason.message());
    }

    private static Line call(Attempt attempt) {
        String answer = attempt.result()
                .map(result -> result + (attempt.message().isEmpty() ? "" : ": " + attempt.message()))
                .orElse("no answer is recorded, so it may or may not have reached the channel");
        return new Line(
                attempt.startedAt(),
                Topic.CALL,
                "attempt " + attempt.number() + ", " + attempt.work() + " to " + attempt.channel() + " under "
                        + attempt.reference() + " -> " + answer);
    }

    private static Line news(Trail.News news) {
        return new Line(
                news.firstAt(),
                Topic.NEWS,
                news.source() + " told " + news.result()
                        + (news.message().isEmpty() ? "" : ": " + news.message())
                        + (news.effect().isEmpty() ? ", which changed no state" : " -> " + news.effect())
                        + (news.times() == 1 ? "" : " (" + news.times() + " times, last at " + news.lastAt() + ")"));
    }

    private static Line entry(Trail.Booked entry) {
        boolean credit = entry.amount().isNegative();
        Money amount = credit ? entry.amount().negated() : entry.amount();
        return new Line(
                entry.at(),
                Topic.ENTRY,
                (credit ? "credit " : "debit ") + entry.account() + " " + amount + " in " + entry.journal());
    }

    private static String held(History history, String key) {
        return history.suspense().stream()
                .filter(suspense -> suspense.key().equals(key))
                .map(suspense -> ", held in " + suspense.account() + " under " + suspense.policy() + ", "
                        + suspense.left() + " of it to be seen to")
                .findFirst()
                .orElse("");
    }

    static Line decision(Decision decision) {
        return new Line(
                decision.at(),
                Topic.DECISION,
                decision.by() + " decided on " + decision.evidence() + ": " + decision.why());
    }

    private static Line child(Payment child) {
        String form = child.form().name().toLowerCase(Locale.ROOT).replace("top_up", "capture");
        return new Line(
                child.createdAt(),
                Topic.CHILD,
                form + " " + child.id() + " of " + child.amount() + " as " + child.reference() + ": " + child.state());
    }

    static Optional<Line> told(Trail.Task task) {
        String what = "event " + task.sequence() + " for listener " + task.listener();
        return task.endedAt()
                .map(at -> new Line(
                        at,
                        Topic.EVENT,
                        what + " " + task.outcome().orElse("") + " after " + task.tries() + " tries"
                                + (task.reason().isEmpty() ? "" : ": " + task.reason())));
    }

    /** What happens to what is held back. */
    static final String ENDS_UNLESS_RELEASED =
            "it ends, unless a person releases it before: it is held back, which is RISK";

    private Next next(History history, Trail trail) {
        Payment payment = history.payment();
        Optional<Trail.Task> own = trail.work().stream()
                .filter(task -> task.isOwn() && task.due().isPresent())
                .findFirst();
        if (own.isPresent()) {
            Instant due = own.get().due().orElseThrow();
            if (payment.isHeldBack()) {
                return new Next(Optional.of(due), ENDS_UNLESS_RELEASED);
            }
            Instant at = due.isAfter(clock.instant()) ? due : clock.instant();
            String what = Outlook.of(history, at).orElse("looks at it again, as it waits for somebody else");
            return new Next(
                    Optional.of(due),
                    "a worker " + what + " (after " + own.get().tries() + " tries)");
        }
        if (!payment.state().isTerminal()) {
            String why =
                    payment.attention().map(reason -> ", which is " + reason).orElse("");
            return new Next(Optional.empty(), "nothing by itself: it waits for a person" + why);
        }
        return telling(trail.work())
                .orElseGet(() -> new Next(Optional.empty(), "nothing: it has ended and everybody was told"));
    }

    /** What listeners are told next, if anything. */
    static Optional<Next> telling(List<Trail.Task> work) {
        return work.stream()
                .filter(task -> !task.isOwn() && task.due().isPresent())
                .min(Comparator.comparing(task -> task.due().orElseThrow()))
                .map(task -> new Next(
                        task.due(),
                        task.listener().isEmpty()
                                ? "its end is told to the listeners"
                                : "listener " + task.listener() + " is told of event " + task.sequence() + " (after "
                                        + task.tries() + " tries" + because(task) + ")"));
    }

    static String because(Trail.Task task) {
        return task.reason().isEmpty() ? "" : ", the last failed with " + task.reason();
    }
}
