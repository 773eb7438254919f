package dev.crema.channel.sandbox;

import static dev.crema.channel.ChannelResult.Kind.DECLINED;
import static dev.crema.channel.ChannelResult.Kind.DONE;
import static dev.crema.channel.ChannelResult.Kind.NEEDS_ACTION;
import static dev.crema.channel.sandbox.Requests.EXPIRY;
import static dev.crema.channel.sandbox.Requests.PRICE;
import static dev.crema.channel.sandbox.Requests.SHOP;
import static dev.crema.channel.sandbox.Requests.charge;
import static dev.crema.channel.sandbox.Requests.payout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.channel.ChannelResult.Declined;
import dev.crema.channel.ChannelResult.NeedsAction;
import dev.crema.channel.Charge;
import dev.crema.channel.NextAction.Redirect;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PayerTest {
    private final SettableClock clock = new SettableClock();
    private final SandboxSettings settings =
            SandboxSettings.permitted(true).confirmPage(URI.create("https://shop.example/confirm?reference="));
    private final SandboxChannel sandbox = new SandboxChannel("sandbox", settings, clock);
    private final SandboxProvider provider = sandbox.provider();
    private final Charge umbrella = charge(Scenario.ASKS);

    @Test
    void thePayerIsSentToTheConfirmPageWithTheReferenceAppended() {
        NeedsAction asked =
                new NeedsAction(new Redirect(URI.create("https://shop.example/confirm?reference=umbrella_1")));

        assertThat(sandbox.open(umbrella)).isEqualTo(asked);
        assertThat(sandbox.open(umbrella)).isEqualTo(asked);
        assertThat(sandbox.query(umbrella)).isEqualTo(asked);
        assertThat(provider.collected("umbrella_1")).isEmpty();
    }

    @Test
    void thePayerSeesWhatToPayForAndWhereToGoAfterwards() {
        sandbox.open(umbrella);
        SandboxProvider.Payer payer = provider.payer("umbrella_1");

        assertThat(payer.isAsked()).isTrue();
        assertThat(payer.amount()).isEqualTo(PRICE);
        assertThat(payer.subject()).isEqualTo("One umbrella");
        assertThat(payer.returnTo()).contains(SHOP);
    }

    @Test
    void aPayerWhoConfirmsTwicePaysOnce() {
        sandbox.open(umbrella);
        provider.payer("umbrella_1").confirms();
        provider.payer("umbrella_1").confirms();

        assertThat(provider.payer("umbrella_1").isAsked()).isFalse();
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
        assertThat(sandbox.open(umbrella).kind()).isEqualTo(DONE);
        assertThat(provider.collected("umbrella_1")).contains(PRICE);
    }

    @Test
    void whatThePayerRefusedIsDeclinedForGood() {
        sandbox.open(umbrella);
        provider.payer("umbrella_1").refuses();
        provider.payer("umbrella_1").refuses();

        assertThat(sandbox.query(umbrella)).isEqualTo(new Declined("PAYER_REFUSED", "the payer refused"));
        assertThatThrownBy(provider.payer("umbrella_1")::confirms).isInstanceOf(InvalidStateException.class);
        assertThat(provider.collected("umbrella_1")).isEmpty();
    }

    @Test
    void whatIsPaidCannotBeRefused() {
        sandbox.open(umbrella);
        provider.payer("umbrella_1").confirms();

        assertThatThrownBy(provider.payer("umbrella_1")::refuses)
                .isInstanceOf(InvalidStateException.class)
                .hasMessage("charge umbrella_1 is paid; refund it instead");
        assertThat(provider.collected("umbrella_1")).contains(PRICE);
    }

    @Test
    void A17_whatIsClosedCannotBePaid() {
        sandbox.open(umbrella);
        assertThat(sandbox.close(umbrella).kind()).isEqualTo(DECLINED);

        assertThatThrownBy(provider.payer("umbrella_1")::confirms)
                .isInstanceOf(InvalidStateException.class)
                .hasMessage("charge umbrella_1 can not be paid any more; open another one");
        assertThat(provider.collected("umbrella_1")).isEmpty();
    }

    @Test
    void whatIsExpiredCannotBePaid() {
        sandbox.open(umbrella);
        clock.pass(Duration.between(clock.instant(), EXPIRY).minusMillis(1));
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(NEEDS_ACTION);

        clock.pass(Duration.ofMillis(1));
        assertThatThrownBy(provider.payer("umbrella_1")::confirms).isInstanceOf(InvalidStateException.class);
        assertThat(provider.payer("umbrella_1").isAsked()).isFalse();
        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DECLINED);
    }

    @Test
    void thePayerCanPayWhileTheMerchantDoesNotGetThrough() {
        sandbox.open(umbrella);
        provider.goAway();
        provider.payer("umbrella_1").confirms();
        provider.comeBack();

        assertThat(sandbox.query(umbrella).kind()).isEqualTo(DONE);
    }

    @Test
    void onlyAChargeThatArrivedHasAPayer() {
        sandbox.open(charge(Scenario.MUTE));
        sandbox.send(payout(Scenario.PAYS));

        assertThatThrownBy(() -> provider.payer("umbrella_1")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> provider.payer("week_9")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> provider.payer("never_seen"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("never_seen")
                .hasMessageContaining("restart");
    }

    @Test
    void A10_aMalformedReferenceIsNotRepeatedInTheMessage() {
        assertThatThrownBy(() -> provider.payer("x\nlogged in as root"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageNotContaining("root");
    }
}
