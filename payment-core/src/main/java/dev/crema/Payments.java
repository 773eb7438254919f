package dev.crema;

import dev.crema.books.History;
import dev.crema.books.PaymentBooks;
import dev.crema.channel.Channel;
import dev.crema.channel.ChannelFact;
import dev.crema.context.BusinessContext;
import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.event.NamedListener;
import dev.crema.event.PaymentEvent;
import dev.crema.event.PaymentListener;
import dev.crema.failure.NotFoundException;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import dev.crema.payment.Capture;
import dev.crema.payment.Difference;
import dev.crema.payment.DifferencePolicy;
import dev.crema.payment.Evidence;
import dev.crema.payment.Form;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentId;
import dev.crema.payment.PaymentRequest;
import dev.crema.payment.Refund;
import dev.crema.payment.TopUp;
import dev.crema.payment.Transfer;
import dev.crema.payment.Withdrawal;
import dev.crema.plan.Interceptor;
import dev.crema.plan.PlanExplanation;
import dev.crema.plan.PlanRules;
import dev.crema.refund.RefundRules;
import dev.crema.retry.Ladder;
import dev.crema.risk.RiskCheck;
import dev.crema.risk.WhenRiskDown;
import dev.crema.route.ChannelHealth;
import dev.crema.route.RouteRules;
import dev.crema.trade.Checkout;
import dev.crema.trade.OrderStatement;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeEvent;
import dev.crema.trade.TradeId;
import dev.crema.trade.TradeListener;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Payments inside the host's own application and database. Thread-safe; one instance serves the whole application.
 *
 * <p>Every request carries the caller's reference and is safe to repeat: the same reference with the same content is
 * the same payment. References that begin with {@code trade:} or {@code difference:} are the library's own and are
 * refused. A request is stored before any channel is called. Called inside a transaction of the host, it
 * becomes true or vanishes with that transaction, and channels are called only after the commit; otherwise the channel
 * is called at once on the caller's thread, and the answer carries what it said. Either way the workers carry on with
 * whatever is not finished, after a crash too.
 *
 * <p>A decline is no exception but a payment in state {@code FAILED}, and a lost answer one in state {@code UNKNOWN}
 * that resolves itself. The exceptions thrown are the kinds of {@link dev.crema.failure.PaymentException}.
 */
public final class Payments implements AutoCloseable {
    private final Engine engine;
    private final Scope scope;

    private final Optional<BusinessContext> context;

    private Payments(Engine engine, Scope scope, Optional<BusinessContext> context) {
        this.engine = engine;
        this.scope = scope;
        this.context = context;
    }

    /** Begins with the books in which everything is recorded. */
    public static Builder with(PaymentBooks books) {
        return new Builder(books);
    }

    /** The same payments for one tenant of the host; nothing is found across scopes. */
    public Payments in(Scope scope) {
        return new Payments(engine, scope, context);
    }

    /**
     * The same payments, for requests that are part of this. What it says is stored with each payment and goes along
     * with all that happens for it: events, calls of channels, log lines (in SLF4J's MDC), on other threads and after a
     * restart too. Without it, the trace ids go along that are in the MDC of the calling thread: {@code traceId}, {@code
     * spanId}, {@code traceparent} and the like.
     */
    public Payments within(BusinessContext context) {
        return new Payments(engine, scope, Optional.of(context));
    }

    private <T> T carrying(Supplier<T> request) {
        return context.map(given -> Carried.with(given, request)).orElseGet(request);
    }

    /**
     * Brings money from a channel into an account.
     *
     * @throws dev.crema.failure.InvalidRequestException if the channel is unknown or cannot do this
     * @throws dev.crema.failure.OverloadedException if too many requests are being taken at this moment; any other
     *     request may be answered so, too
     * @throws dev.crema.failure.ChannelUnavailableException if the channel is in trouble and {@link
     *     Builder#whenDown} says to refuse
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for other content
     */
    public Payment topUp(TopUp request) {
        return carrying(() -> engine.accepting().topUp(scope, request));
    }

    /**
     * Takes money out of an account through a channel. The amount is set aside before the channel is called and
     * returns if the channel definitely declines.
     *
     * @throws dev.crema.failure.InsufficientFundsException if the account has too little available
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for other content
     */
    public Payment withdraw(Withdrawal request) {
        return carrying(() -> engine.accepting().withdraw(scope, request));
    }

    /**
     * Gives back a top-up through the channel it came by, or a transfer to the account it came from: out of the account that
     * {@link Refund#from} names, or the one that {@link Builder#refunds} say, or the one that was credited.
     *
     * @throws NotFoundException if there is no such payment in this scope
     * @throws dev.crema.failure.InvalidStateException if the payment has not succeeded or is itself no top-up or
     *     transfer
     * @throws dev.crema.failure.AmountExceededException if the refunds together would exceed the payment
     * @throws dev.crema.failure.InsufficientFundsException if the account that was credited has too little available
     */
    public Payment refund(Refund request) {
        return carrying(() -> engine.accepting().refund(scope, request));
    }

    /**
     * Moves money between two accounts in one transaction, or sets it aside when the transfer is held.
     *
     * @throws dev.crema.failure.InsufficientFundsException if the debited account has too little available
     */
    public Payment transfer(Transfer request) {
        return carrying(() -> engine.accepting().transfer(scope, request));
    }

    /**
     * Collects what a top-up in two phases set aside at the channel, in full or in part; any number of captures up to what
     * was authorized. Each is a payment of its own, found by its own reference and given back by its own id.
     *
     * @throws NotFoundException if there is no such payment in this scope
     * @throws dev.crema.failure.InvalidStateException if the payment is no top-up in two phases, or nothing is set aside
     *     for it any more
     * @throws dev.crema.failure.AmountExceededException if the captures together would exceed what was authorized
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for other content
     */
    public Payment capture(Capture request) {
        return carrying(() -> engine.accepting().capture(scope, request));
    }

    /**
     * Accepts a request in any form as {@link #topUp}, {@link #withdraw}, {@link #refund}, {@link #transfer} and {@link
     * #capture(Capture)} do, but leaves the channel to the workers and returns at once, with a handle that can be polled
     * or awaited. So a channel that takes seconds holds no thread of the caller. Needs workers, here or on another
     * instance of the application.
     *
     * @throws dev.crema.failure.OverloadedException if too many answers are awaited; and what the methods for the forms
     *     throw
     */
    public Pending<Payment> submit(PaymentRequest request) {
        return carrying(() -> engine.answers().to(() -> engine.submitting().accept(scope, request)));
    }

    /**
     * Accepts a checkout as {@link #checkout} does, but leaves its channels to the workers, which ask those that wait for
     * nobody at the same time, and returns at once with a handle that can be polled or awaited.
     *
     * @throws dev.crema.failure.OverloadedException if too many answers are awaited; and what {@link #checkout} throws
     */
    public Pending<Trade> submit(Checkout request) {
        return carrying(() -> engine.tradeAnswers().to(() -> engine.trading().submit(scope, request)));
    }

    /**
     * Moves the money that a held transfer set aside in the books. What a channel set aside is captured by {@link
     * #capture(Capture)}.
     *
     * @throws dev.crema.failure.InvalidStateException if the payment is not {@code AUTHORIZED}, or no transfer
     */
    public Payment capture(PaymentId payment) {
        return carrying(() -> engine.accepting().capture(scope, payment));
    }

    /**
     * Ends a payment whose money has not moved. A channel that has it is asked to close it first, and if the payer
     * was faster the payment succeeds instead: look at the state that comes back. What is left of an authorized top-up
     * is let go of, after the captures that are on their way; if anything was captured, it has succeeded.
     *
     * @throws dev.crema.failure.InvalidStateException if it can not be cancelled any more
     */
    public Payment cancel(PaymentId payment) {
        return carrying(() -> engine.accepting().cancel(scope, payment));
    }

    /**
     * Lets a payment go on that a risk check held back for a person; its own time begins now. A transfer within the books
     * settles, any other payment goes to its channel. {@link #cancel} ends it instead, and so does the end of {@link
     * Builder#reviewWithin}. The same decision again changes nothing.
     *
     * @param who the person, 1 to 128 characters
     * @param why the reason, 1 to 256 characters; both are recorded for ever
     * @throws NotFoundException if there is no such payment in this scope
     * @throws dev.crema.failure.InvalidStateException if it is not held back
     */
    public Payment release(PaymentId payment, String who, String why) {
        return carrying(() -> engine.accepting().release(scope, payment, who, why));
    }

    /**
     * Lets a trade go on that a risk check held back for a person, as {@link #release(PaymentId, String, String)} does a
     * payment. {@link #undo} ends it instead.
     *
     * @throws NotFoundException if there is no such trade in this scope
     * @throws dev.crema.failure.InvalidStateException if it is not held back
     */
    public Trade release(TradeId trade, String who, String why) {
        return carrying(() -> engine.trading().release(scope, trade, who, why));
    }

    /**
     * Has orders paid by a plan over the four forms: out of accounts, through channels, or both together. Of several
     * channels that wait for nobody the calling thread asks one, and workers ask the others meanwhile. A step that
     * fails is no exception but a trade that is undone, newest step first, and ends in state {@code FAILED}.
     *
     * @throws dev.crema.failure.InvalidRequestException if no plan fits, or a channel of it can not do its part
     * @throws dev.crema.failure.ChannelUnavailableException if a channel of it is in trouble, {@link Builder#whenDown}
     *     says to refuse, and no rule offers another
     * @throws dev.crema.failure.IdempotencyConflictException if the reference was used for another checkout
     */
    public Trade checkout(Checkout request) {
        return carrying(() -> engine.trading().checkout(scope, request));
    }

    /** Tells by which plan a checkout would be paid, which rules were asked and why, without moving or storing anything. */
    public PlanExplanation explainPlan(Checkout request) {
        return engine.trading().explain(scope, request);
    }

    /**
     * Confirms a trade that waits for it: the goods were received, or what was authorized is to be captured. A repeat
     * changes nothing.
     *
     * @throws NotFoundException if there is no such trade in this scope
     * @throws dev.crema.failure.InvalidStateException if it does not wait for that
     */
    public Trade confirm(TradeId trade) {
        return carrying(() -> engine.trading().confirm(scope, trade));
    }

    /**
     * Undoes all that was done for a trade, newest step first: frees what is set aside, moves back what was moved, and
     * returns what was collected. Serves a dispute, a void, a cancellation and the return of a whole trade. A repeat
     * changes nothing.
     *
     * @param why for people, 256 characters at most
     * @throws NotFoundException if there is no such trade in this scope
     */
    public Trade undo(TradeId trade, String why) {
        return carrying(() -> engine.trading().undo(scope, trade, why));
    }

    /**
     * The trade with this id.
     *
     * @throws NotFoundException if there is none in this scope
     */
    public Trade trade(TradeId id) {
        return engine.books().findTrade(scope, id).orElseThrow(() -> new NotFoundException("no trade " + id));
    }

    /** The trade that bears the reference, if a checkout used it. */
    public Optional<Trade> trade(String reference) {
        return engine.books().findTrade(scope, new Reference(reference));
    }

    /**
     * What was paid for an order, how, and what was refunded.
     *
     * @throws NotFoundException if no trade in this scope is about it
     */
    public OrderStatement order(String id) {
        Reference order = new Reference(id);
        return new OrderStatement(order, engine.books().tradesOf(scope, order));
    }

    /**
     * Applies news that came by itself, for example a webhook that was verified. Any number of repeats, in any order,
     * leads to the same end.
     *
     * @throws NotFoundException if it concerns no payment of ours
     */
    public Payment receive(ChannelFact fact) {
        return engine.calling().receive(fact);
    }

    /**
     * Decides, as a person, what became of a payment that waits for one: its ladder has ended, or the channel's word and
     * ours differ. The decision is news like the channel's own, it goes through the same transition, and it is recorded
     * with its reason for ever. The same decision again changes nothing. That another amount than the payment's went out
     * is recorded as a difference and ends nothing: the payment waits on, with what is held for it.
     *
     * @param evidence what the person found out
     * @param who the person, 1 to 128 characters
     * @param why the reason, 1 to 256 characters
     * @throws NotFoundException if there is no such payment in this scope
     * @throws dev.crema.failure.InvalidStateException if nobody is needed for it, or if the evidence does not end it
     */
    public Payment resolve(PaymentId payment, Evidence evidence, String who, String why) {
        return engine.calling().resolve(scope, payment, evidence, who, why);
    }

    /**
     * Decides, as a person, what becomes of money that came in against our word and waits in suspense. It is done by a
     * payment of its own, and the decision is recorded for ever.
     *
     * @param difference the key of the difference, see {@link History#suspense}
     * @param policy what is to be done
     * @return the payment whose difference it is
     * @throws NotFoundException if there is no such payment or difference in this scope
     * @throws dev.crema.failure.InvalidStateException if nothing waits there any more, or if that can not be done
     */
    public Payment remedy(PaymentId payment, String difference, DifferencePolicy policy, String who, String why) {
        return engine.calling().remedy(scope, payment, difference, policy, who, why);
    }

    /**
     * The payment with this id.
     *
     * @throws NotFoundException if there is none in this scope
     */
    public Payment payment(PaymentId id) {
        return engine.books().find(scope, id).orElseThrow(() -> new NotFoundException("no payment " + id));
    }

    /** The payment that bears the reference, if the reference was used. */
    public Optional<Payment> payment(Form form, String reference) {
        return engine.books().find(scope, form, new Reference(reference));
    }

    /**
     * All that is recorded of a payment.
     *
     * @throws NotFoundException if there is none in this scope
     */
    public History history(PaymentId id) {
        return engine.books().history(scope, id).orElseThrow(() -> new NotFoundException("no payment " + id));
    }

    /**
     * The readable story of a payment: the request, its states, each call and what the channel said, what was booked,
     * where the channel's word and ours disagree, what listeners were told, and what happens next and when. Print it, or
     * go through its lines.
     *
     * @throws NotFoundException if there is none in this scope
     */
    public Explanation explain(PaymentId id) {
        return new ExplainFlow(engine.books(), engine.clock()).explain(scope, id);
    }

    /**
     * The readable story of a trade: what was agreed on, its plan and why it is that one, its payments and by which
     * routes, its states, what people decided and listeners were told, and what happens next and when. Each payment has
     * a story of its own.
     *
     * @throws NotFoundException if there is none in this scope
     */
    public Explanation explain(TradeId id) {
        return new ExplainTradeFlow(engine.books(), engine.clock()).explain(scope, id);
    }

    /**
     * Runs on the calling thread what is due by now: payments to be sent, asked about or ended, and events to be
     * delivered. For hosts and tests that start no worker threads.
     *
     * @return how many pieces of work were run; 0 when nothing was due
     * @throws dev.crema.failure.InvalidStateException inside a transaction of the host, before whose commit nothing may
     *     be sent
     */
    public int runDue() {
        return engine.worker().runDue();
    }

    /**
     * What keeps payments from being accepted or carried on at present, as the code of a failure; empty while nothing does.
     * For health checks, beside a look at the database: one that can only be read answers, too. Looks at nothing, and
     * returns at once.
     */
    public Optional<String> trouble() {
        return engine.worker().trouble().or(engine.door()::trouble);
    }

    /** Work that was given up and waits for a person, in this scope. */
    public DeadLetters deadLetters() {
        return new DeadLetters(engine, scope);
    }

    /**
     * Deletes what is only of use while work goes on: tasks and deliveries that ended so long ago, and the attempts of
     * payments that did; in small transactions, on the calling thread. Payments, their states, events and differences
     * stay for ever, and so do dead letters. Where workers run they do this by themselves, see {@link Builder#keep}.
     *
     * @param olderThan zero or more
     * @return how many pieces of work were deleted
     */
    public long purge(Duration olderThan) {
        return engine.upkeep().purge(olderThan);
    }

    /** Stops claiming at once and gives what is running the grace time to finish. What is left goes on elsewhere. */
    @Override
    public void close() {
        engine.close();
    }

    /** What payments are made with. Every setting but the books has a default. */
    public static final class Builder {
        private final PaymentBooks books;
        private final Channels channels = new Channels();
        private final Listeners listeners = new Listeners();
        private final Listeners tradeListeners = new Listeners();
        private final Limits limits = new Limits();
        private final Map<RiskCheck, WhenRiskDown> risks = new LinkedHashMap<>();
        private Duration reviewWithin = Duration.ofDays(7);
        private final Policies policies = new Policies(channels);
        private final List<Interceptor> interceptors = new ArrayList<>();
        private PlanRules plans = PlanRules.standard();
        private RouteRules routes = RouteRules.none();
        private RefundRules refunds = RefundRules.none();
        private Optional<Clock> clock = Optional.empty();
        private Ladder ladder = Ladder.DEFAULT;
        private WorkerOptions work = WorkerOptions.DEFAULT;
        private Protection protection = Protection.DEFAULT;
        private final Map<String, WhenDown> whenDown = new HashMap<>();

        private Builder(PaymentBooks books) {
            this.books = books;
        }

        /**
         * Adds a channel under its {@link Channel#name}.
         *
         * @throws dev.crema.failure.ConfigurationException if the name is taken or malformed
         */
        public Builder channel(Channel channel) {
            channels.add(channel);
            return this;
        }

        /**
         * Tells the listener of events of this kind. Listeners are named before the start, since the first event may
         * be waiting from before a restart.
         *
         * <p>Each listener has its own tries, its own dead letters and its own threads, and is told the events of one
         * payment in their order. It bears the name of the kind and its place among the listeners of that kind, for
         * example {@code PaymentSucceeded-1}: where their order may change from one version of the application to the
         * next, give names with {@link #onEvent(String, Class, PaymentListener)}.
         */
        public <E extends PaymentEvent> Builder onEvent(Class<E> kind, PaymentListener<? super E> listener) {
            listeners.add(kind, listener);
            return this;
        }

        /**
         * As {@link #onEvent(Class, PaymentListener)}, under a name that stays the same over restarts and versions:
         * what a listener has not taken yet is stored under it.
         *
         * @param name 1 to 64 letters, digits and {@code . _ : -}, the same on all instances of the application
         * @throws dev.crema.failure.ConfigurationException if the name is taken or malformed
         */
        public <E extends PaymentEvent> Builder onEvent(
                String name, Class<E> kind, PaymentListener<? super E> listener) {
            listeners.add(new NamedListener<>(name, kind, listener));
            return this;
        }

        /**
         * Listeners that are known later than the payments are made, as in a container whose beans listen and pay.
         *
         * @param source asked whenever something is due, from any thread; quick, and names each listener once
         */
        public Builder onEvents(Supplier<? extends Collection<NamedListener<?>>> source) {
            listeners.add(source);
            return this;
        }

        /** The rules by which checkouts get their plans; {@link PlanRules#standard} by default. */
        public Builder plans(PlanRules rules) {
            this.plans = rules;
            return this;
        }

        /** The rules by which channels are chosen where none was asked for; none by default. */
        public Builder routes(RouteRules rules) {
            this.routes = rules;
            return this;
        }

        /** The rules by which refunds are paid out of another account than the one that was credited; none by default. */
        public Builder refunds(RefundRules rules) {
            this.refunds = rules;
            return this;
        }

        /** Host code around the steps of plans, besides what {@link java.util.ServiceLoader} finds. */
        public Builder interceptor(Interceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /**
         * Tells the listener of trades that are paid and wait for their confirmation, or have ended. It is called {@code
         * TradeEvent-1}, {@code TradeEvent-2} and so on, in the order of these calls; and what {@link #onEvent(Class,
         * PaymentListener)} promises holds for it too.
         */
        public Builder onTrade(TradeListener listener) {
            tradeListeners.add(TradeEvent.class, listener);
            return this;
        }

        /** As {@link #onTrade(TradeListener)}, under a name that stays the same over restarts and versions. */
        public Builder onTrade(String name, TradeListener listener) {
            tradeListeners.add(new NamedListener<>(name, TradeEvent.class, listener));
            return this;
        }

        /** Listeners of trades that are known later than the payments are made; as {@link #onEvents}. */
        public Builder onTrades(Supplier<? extends Collection<NamedListener<?>>> source) {
            tradeListeners.add(source);
            return this;
        }

        /** A check that judges requests before they are accepted; what it can not judge is refused. */
        public Builder risk(RiskCheck check) {
            return risk(check, WhenRiskDown.refuse());
        }

        /** A check that judges requests before they are accepted, and what becomes of them while it is down. */
        public Builder risk(RiskCheck check, WhenRiskDown whenDown) {
            risks.put(check, whenDown);
            return this;
        }

        /**
         * How long a payment or trade that a check holds back waits for a person; 7 days by default, a minute or more. Then
         * it ends, what was set aside for it returns, and its end is told as any other.
         */
        public Builder reviewWithin(Duration time) {
            this.reviewWithin = time;
            return this;
        }

        /**
         * The largest amount of a single payment in its currency; unlimited where none is given. What captures or gives
         * back another payment is bounded by that one alone.
         */
        public Builder largest(Money amount) {
            limits.set(amount);
            return this;
        }

        /**
         * What becomes of money that came in against our word, of whatever kind; {@link DifferencePolicy#REFUND} by
         * default. It is done by itself, once, by a payment whose reference begins with {@code difference:}. What can not
         * be done, for example by a channel that gives nothing back, is left for review. An authorization that came too
         * late is let go of, unless the policy is to hold it for review.
         */
        public Builder onDifference(DifferencePolicy policy) {
            policies.set(policy);
            return this;
        }

        /** What becomes of money that came in against our word in this way. */
        public Builder onDifference(Difference.Kind kind, DifferencePolicy policy) {
            policies.set(kind, policy);
            return this;
        }

        /**
         * Which wallet {@link DifferencePolicy#CREDIT_WALLET} credits; by default the account that was to be credited, if
         * it is of the family {@code wallet}. Called within a transaction, so it only decides.
         */
        public Builder creditDifferencesTo(Function<Payment, Optional<AccountId>> payersWallet) {
            policies.credit(payersWallet);
            return this;
        }

        /**
         * The time. By default, and where the system's clock is given, which each node has of its own, it is the
         * database's: one for all nodes, however wrong their own clocks are. Whoever gives another, for tests and
         * simulations, gives all nodes the same.
         */
        public Builder clock(Clock clock) {
            boolean ofThisNode = clock.equals(Clock.system(clock.getZone()));
            this.clock = ofThisNode ? Optional.empty() : Optional.of(clock);
            return this;
        }

        /** The waits between tries; {@link Ladder#DEFAULT} by default. */
        public Builder ladder(Ladder ladder) {
            this.ladder = ladder;
            return this;
        }

        /**
         * How many calls of each channel the workers make at a time; 4 by default. A channel that hangs keeps its own
         * threads and no others. With 0 there are no workers: call {@link Payments#runDue}.
         */
        public Builder workers(int threads) {
            this.work = work.withThreads(threads);
            return this;
        }

        /** How many events each listener is told at a time, of different payments; 2 by default. */
        public Builder listenerThreads(int threads) {
            this.work = work.withListenerThreads(threads);
            return this;
        }

        /**
         * How long a worker may hold a piece of work before another takes it over; one minute by default. Longer than
         * the longest call of a channel.
         */
        public Builder lease(Duration lease) {
            this.work = work.withLease(lease);
            return this;
        }

        /** What keeps one part in trouble from taking the others along; {@link Protection#DEFAULT} by default. */
        public Builder protection(Protection protection) {
            this.protection = protection;
            return this;
        }

        /** What becomes of new payments while this channel is in trouble; {@link WhenDown#ACCEPT} by default. */
        public Builder whenDown(String channel, WhenDown what) {
            whenDown.put(channel, what);
            return this;
        }

        /**
         * How long tasks, deliveries and attempts are kept after they ended, a day or more; 90 days by default. The
         * workers delete what is older, a few rows at a time.
         */
        public Builder keep(Duration keep) {
            this.work = work.withKeep(keep);
            return this;
        }

        /** How long {@link Payments#close} waits for running calls; 20 seconds by default. */
        public Builder grace(Duration grace) {
            this.work = work.withGrace(grace);
            return this;
        }

        /**
         * Starts the workers and opens the door.
         *
         * @throws dev.crema.failure.ConfigurationException if a rule or a setting names a channel that is not configured
         */
        public Payments start() {
            ChannelHealth health = new ChannelHealth();
            Clock time = clock.orElseGet(() -> new SharedClock(books::now, System::nanoTime).looking());
            Risks judges = new Risks(reviewWithin);
            risks.forEach((check, whenDown) -> judges.add(check, whenDown, time));
            Engine engine = Engine.assemble(
                    books,
                    channels,
                    listeners,
                    tradeListeners,
                    limits,
                    refunds,
                    judges,
                    Plans.of(plans, interceptors, health),
                    routes,
                    time,
                    ladder,
                    work,
                    policies,
                    protection,
                    whenDown);
            engine.start();
            return new Payments(engine, Scope.DEFAULT, Optional.empty());
        }
    }
}
