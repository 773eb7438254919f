package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.ChannelResult;
import dev.crema.channel.Parties;
import dev.crema.channel.Payee;
import dev.crema.failure.IdempotencyConflictException;
import dev.crema.failure.InsufficientFundsException;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.TestDatabase;
import dev.crema.payment.Attention;
import dev.crema.payment.Difference;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import dev.crema.payment.Transfer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Money that a channel moves between parties that it keeps accounts for. */
@ParameterizedClass
@EnumSource(TestDatabase.Kind.class)
class PartyTransfersTest {
    private static final String BAKER = "merchant:baker";
    private static final Payee AT_CHANNEL = new Payee("acct_baker", "Baker");

    private final Merchant merchant;

    PartyTransfersTest(TestDatabase.Kind kind) {
        this.merchant = Merchant.on(kind);
        merchant.topUp("fill", "50.00");
    }

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    private static Transfer bread(String yuan) {
        return Transfer.of("bread-1").amount("CNY", yuan).from(SHOP).to(BAKER).between("model", AT_CHANNEL);
    }

    private Payment move(String yuan) {
        return merchant.payments().transfer(bread(yuan));
    }

    private void assertShares(String shop, String baker) {
        assertThat(merchant.available(SHOP)).isEqualTo(yuan(shop));
        assertThat(merchant.available(BAKER)).isEqualTo(yuan(baker));
    }

    @Test
    void whatTheChannelMovesIsBookedFromOnePartyToTheOther() {
        Payment moved = move("20.00");
        assertThat(moved.state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.now(moved)).isEqualTo(moved);
        assertThat(merchant.channel.moved(moved.id().value())).contains(yuan("20.00"));
        assertShares("30.00", "20.00");
    }

    @Test
    void theMoneyIsSetAsideUntilTheChannelHasMovedIt() {
        merchant.channel.next(Behaviour.TAKE_ON);
        Payment waiting = move("20.00");
        assertThat(waiting.state()).isEqualTo(PaymentState.PROCESSING);
        assertShares("30.00", "0.00");
        merchant.channel.move(waiting.id().value());
        merchant.rest();
        assertThat(merchant.now(waiting).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertShares("30.00", "20.00");
    }

    @Test
    void aDeclineFreesTheMoney() {
        merchant.channel.next(Behaviour.DECLINE);
        assertThat(move("20.00").state()).isEqualTo(PaymentState.FAILED);
        assertShares("50.00", "0.00");
    }

    @Test
    void F24_aLostAnswerIsAskedAboutBeforeAnythingIsSentAgain() {
        merchant.channel.next(Behaviour.MOVE_AND_LOSE_ANSWER);
        Payment lost = move("20.00");
        assertThat(lost.state()).isEqualTo(PaymentState.UNKNOWN);
        assertShares("30.00", "0.00");
        merchant.rest();
        assertThat(merchant.now(lost).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls())
                .filteredOn(call -> call.endsWith(lost.id().value()))
                .containsExactly("send " + lost.id(), "query " + lost.id());
        assertShares("30.00", "20.00");
    }

    @Test
    void F03_aRequestThatWasLostIsSentAgainUnderTheSameReference() {
        merchant.channel.next(Behaviour.LOSE_REQUEST);
        Payment lost = move("20.00");
        merchant.rest();
        assertThat(merchant.now(lost).state()).isEqualTo(PaymentState.SUCCEEDED);
        assertThat(merchant.channel.calls())
                .filteredOn(call -> call.startsWith("send"))
                .endsWith("send " + lost.id(), "send " + lost.id());
        assertShares("30.00", "20.00");
    }

    @Test
    void F30_anotherAmountIsKeptForAPersonAndFreesNothing() {
        merchant.channel.next(Behaviour.MOVE_OTHER_AMOUNT);
        Payment odd = move("20.00");
        assertThat(odd.state().isTerminal()).isFalse();
        assertThat(odd.attention()).contains(Attention.DIFFERENCE);
        assertThat(merchant.payments().history(odd.id()).differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.AMOUNT_MISMATCH);
        assertShares("30.00", "0.00");
    }

    @Test
    void F40_aDenialAfterTheSuccessIsAContradictionForAPerson() {
        Payment moved = move("20.00");
        merchant.payments()
                .receive(new ChannelFact(
                        "model",
                        moved.id().value(),
                        ChannelFact.Source.WEBHOOK,
                        new ChannelResult.Declined("REVERSED", "the party is gone")));
        assertThat(merchant.now(moved).attention()).contains(Attention.DIFFERENCE);
        assertShares("30.00", "20.00");
    }

    @Test
    void A13_whoHasTooLittleMovesNothing() {
        assertThatThrownBy(() -> move("50.01")).isInstanceOf(InsufficientFundsException.class);
        assertThat(merchant.channel.calls("send")).isEqualTo(1); // the fill
        merchant.payments()
                .transfer(Transfer.of("t").amount("CNY", "0.01").from(SHOP).to(BAKER)); // opens it
    }

    @Test
    void A07_anotherPartyUnderTheSameReferenceIsRefused() {
        move("20.00");
        Parties other = new Parties(Optional.of("acct_shop"), AT_CHANNEL);
        assertThatThrownBy(() -> merchant.payments()
                        .transfer(Transfer.of("bread-1")
                                .amount("CNY", "20.00")
                                .from(SHOP)
                                .to(BAKER)
                                .between("model", other)))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(move("20.00").state()).isEqualTo(PaymentState.SUCCEEDED);
        assertShares("30.00", "20.00");
    }

    @Test
    void fromOnePartyToAnotherIsReadBackAsItWasAskedFor() {
        Transfer bread = bread("5.00").between("model", new Parties(Optional.of("acct_shop"), AT_CHANNEL));
        Payment moved = merchant.payments().transfer(bread);
        assertThat(merchant.now(moved).request()).isEqualTo(bread);
        assertThat(bread.parties().orElseThrow())
                .asString()
                .doesNotContain("acct_shop")
                .doesNotContain("acct_baker");
    }

    @Test
    void itIsGivenBackByATransferTheOtherWay() {
        Payment moved = move("20.00");
        assertThatThrownBy(() -> merchant.refund("back", moved, "5.00"))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("by a transfer the other way");
        assertThat(moved.refundable().isZero()).isTrue();
    }

    @Test
    void whatAChannelCanNotDoIsRefusedBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> bread("5.00").held(Duration.ofHours(1))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> bread("5.00").part("fees:x", yuan("1.00")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> merchant.payments()
                        .transfer(Transfer.of("t")
                                .amount("CNY", "5.00")
                                .from(SHOP)
                                .to(BAKER)
                                .between("balance", AT_CHANNEL)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("lacks the ability Moves");
    }
}
