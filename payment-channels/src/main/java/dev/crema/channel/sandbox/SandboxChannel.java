package dev.crema.channel.sandbox;

import dev.crema.channel.Capabilities;
import dev.crema.channel.Captures;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Charge;
import dev.crema.channel.ChargeCapture;
import dev.crema.channel.ChargeRefund;
import dev.crema.channel.ChargeRelease;
import dev.crema.channel.Moves;
import dev.crema.channel.PartyTransfer;
import dev.crema.channel.Payout;
import dev.crema.channel.PaysOut;
import dev.crema.channel.Refunds;
import java.time.Clock;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel that moves play money: its provider lives in this process and does what it is told. What becomes of a
 * request is its {@link Scenario}; what a payer, an operator or bad luck does besides is done to {@link #provider()}.
 * Time passes only as the clock says, so a test moves it at will. Thread-safe.
 *
 * <pre>{@code
 * var sandbox = new SandboxChannel("sandbox", SandboxSettings.permitted(true), Clock.systemUTC());
 * }</pre>
 *
 * <p><b>Permission.</b> A shop that took its orders through a sandbox would give its goods away. So there are no
 * settings without the permission said aloud, in code or as {@code permitted=true}, and each sandbox warns when it is
 * made.
 *
 * <p><b>Repeats.</b> As with a real provider a reference stands for one order: the same request again gets the same
 * answer and moves nothing more. The same reference with another amount, currency, payee or original is {@code
 * Declined} as {@code REFERENCE_REUSED}, and the order that has it stays as it is.
 *
 * <p><b>Memory.</b> The provider keeps its orders in memory, all of them, until the process ends or {@link
 * SandboxProvider#forget} is called. Afterwards it answers queries for them by {@code NotSent}. What was settled in the
 * books stays settled, since nobody asks again; its refund is then declined as {@code CHARGE_UNKNOWN}. What was still
 * open is, after the settling time, sent again or closed, like any request that never arrived. Money is not doubled by
 * that even if the order had been paid, with the answer not yet in the books: the provider lost its play money
 * together with its memory of it, so the order that is sent again is the only one there is on either side. For the same
 * reason a sandbox serves one process: a second instance of the application would ask a provider of its own.
 */
public final class SandboxChannel implements Captures, Moves, PaysOut, Refunds {
    private static final Logger log = LoggerFactory.getLogger(SandboxChannel.class);

    private final String name;
    private final Capabilities capabilities;
    private final SandboxProvider provider;

    /**
     * A sandbox with a provider of its own.
     *
     * @param name the channel's name, see {@link dev.crema.channel.Channel#name}
     * @param clock the provider's time
     */
    public SandboxChannel(String name, SandboxSettings settings, Clock clock) {
        this.name = name;
        this.capabilities = new Capabilities(Set.of(), settings.settlingTime());
        this.provider = new SandboxProvider(settings, clock);
        log.warn(
                "Channel {} is a sandbox: it takes orders and moves play money only. Never run it in production.",
                name);
    }

    /** The far side, to be played. */
    public SandboxProvider provider() {
        return provider;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ChannelResult open(Charge charge) {
        return provider.place(Request.of(charge));
    }

    @Override
    public ChannelResult query(Charge charge) {
        return provider.ask(Request.of(charge));
    }

    @Override
    public ChannelResult close(Charge charge) {
        return provider.close(Request.of(charge));
    }

    @Override
    public ChannelResult capture(ChargeCapture capture) {
        return provider.place(Request.of(capture));
    }

    @Override
    public ChannelResult query(ChargeCapture capture) {
        return provider.ask(Request.of(capture));
    }

    @Override
    public ChannelResult cancel(ChargeRelease release) {
        return provider.release(release.chargeReference());
    }

    @Override
    public ChannelResult send(Payout payout) {
        return provider.place(Request.of(payout));
    }

    @Override
    public ChannelResult query(Payout payout) {
        return provider.ask(Request.of(payout));
    }

    @Override
    public ChannelResult move(PartyTransfer transfer) {
        return provider.place(Request.of(transfer));
    }

    @Override
    public ChannelResult query(PartyTransfer transfer) {
        return provider.ask(Request.of(transfer));
    }

    @Override
    public ChannelResult refund(ChargeRefund refund) {
        return provider.place(Request.of(refund));
    }

    @Override
    public ChannelResult query(ChargeRefund refund) {
        return provider.ask(Request.of(refund));
    }
}
