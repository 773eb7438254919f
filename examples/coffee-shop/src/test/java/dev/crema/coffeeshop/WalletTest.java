package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class WalletTest {
    private final Shop shop;
    private final Visitor ann;

    WalletTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customer();
    }

    private Visitor.Answer payment(Visitor.Answer accepted) {
        return ann.get("/api/payments/" + accepted.is(201).text("id")).is(200);
    }

    @Test
    void aTopUpArrivesInTheWallet() {
        Visitor.Answer accepted = ann.topUp("t-1", "50.00", "pays");
        assertThat(accepted.text("nextAction")).isEmpty();
        shop.work();

        Visitor.Answer payment = payment(accepted);
        assertThat(payment.text("state")).isEqualTo("SUCCEEDED");
        assertThat(payment.text("amount")).isEqualTo("50.00");
        assertThat(payment.text("currency")).isEqualTo("CNY");
        assertThat(payment.text("reference")).isEqualTo("t-1");
        assertThat(payment.json().path("nextAction").path("type").asString()).isEqualTo("none");
        assertThat(payment.json().path("attempts").get(0).path("result").asString())
                .isEqualTo("DONE");
        assertThat(payment.json().path("attempts").get(0).path("channel").asString())
                .isEqualTo("sandbox");
        assertThat(ann.available()).isEqualTo("50.00");
    }

    @Test
    void aRepeatedTopUpIsTheFirstOne() {
        Visitor.Answer first = ann.topUp("t-2", "50.00", "pays").is(201);
        shop.work();
        Visitor.Answer again = ann.topUp("t-2", "50.00", "pays").is(201);
        shop.work();

        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(again.text("state")).isEqualTo("SUCCEEDED");
        assertThat(ann.available()).isEqualTo("50.00");
    }

    @Test
    void A09_manyCopiesAtOnceFillTheWalletOnce() {
        assertThat(Together.run(
                        8, i -> ann.topUp("t-3", "10.00", "pays").is(201).text("id")))
                .containsOnly(ann.topUp("t-3", "10.00", "pays").text("id"));
        shop.work();

        assertThat(ann.available()).isEqualTo("10.00");
    }

    @Test
    void A07_aReferenceStandsForOneTopUpOnly() {
        ann.topUp("t-4", "50.00", "pays").is(201);

        ann.topUp("t-4", "50.01", "pays").isProblem(409, "IDEMPOTENCY_CONFLICT");
        ann.topUp("t-4", "50.00", "late").isProblem(409, "IDEMPOTENCY_CONFLICT");
    }

    @Test
    void A08_twoCustomersMayUseOneReferenceAndNeitherSeesTheOther() {
        Visitor bob = shop.customer();
        String mine = ann.topUp("t-5", "50.00", "pays").is(201).text("id");
        String theirs = bob.topUp("t-5", "7.00", "pays").is(201).text("id");
        shop.work();

        assertThat(theirs).isNotEqualTo(mine);
        assertThat(ann.available()).isEqualTo("50.00");
        assertThat(bob.available()).isEqualTo("7.00");
        bob.get("/api/payments/" + mine).isProblem(404, "NOT_FOUND");
        bob.refund(mine, "r", "1.00").isProblem(404, "NOT_FOUND");
    }

    @Test
    void aTopUpIsNoPaymentThatIsGivenBack() {
        String id = ann.topUp("t-6", "5.00", "pays").is(201).text("id");
        shop.work();

        ann.refund(id, "r-6", "1.00").isProblem(409, "INVALID_STATE");
    }

    @Test
    void whatTheProviderDeclinesFillsNothing() {
        Visitor.Answer accepted = ann.topUp("t-7", "50.00", "declines");
        shop.work();

        assertThat(payment(accepted).text("state")).isEqualTo("FAILED");
        assertThat(payment(accepted).text("reason")).isEqualTo("DECLINED");
        assertThat(ann.available()).isEqualTo("0.00");
    }

    @Test
    void anotherAmountThanAskedForFillsNothing() {
        Visitor.Answer accepted = ann.topUp("t-8", "50.00", "other_amount");
        shop.work();

        assertThat(payment(accepted).text("state")).isEqualTo("FAILED");
        assertThat(payment(accepted).text("reason")).isEqualTo("AMOUNT_MISMATCH");
        assertThat(ann.available()).isEqualTo("0.00");
    }

    @Test
    void lateAndLostAnswersArriveAllTheSame() {
        Visitor.Answer late = ann.topUp("t-9", "5.00", "late");
        Visitor.Answer silent = ann.topUp("t-10", "7.00", "silent");
        shop.work();
        assertThat(payment(late).text("state")).isEqualTo("PROCESSING");
        assertThat(payment(silent).text("state")).isEqualTo("UNKNOWN");

        for (int i = 0; i < 4; i++) {
            shop.pass(Duration.ofMinutes(1));
        }

        assertThat(payment(late).text("state")).isEqualTo("SUCCEEDED");
        assertThat(payment(silent).text("state")).isEqualTo("SUCCEEDED");
        assertThat(ann.available()).isEqualTo("12.00");
    }

    @Test
    void eachFieldOfATopUpIsCheckedByName() {
        refused("reference", null, "", "a b", "x".repeat(65), 5);
        refused(
                "amount",
                null,
                "",
                "0",
                "0.00",
                "-1",
                "-0",
                "+1",
                "1.234",
                "1,5",
                "1e3",
                " 1",
                "0x1",
                "NaN",
                "１",
                "1".repeat(40),
                "100000.01",
                5,
                5.5,
                true);
        refused("currency", null, "", "cny", "USD", "JPY", 5);
        refused("channel", null, "", "balance", "alipay", "SANDBOX", 5);
        refused("scenario", "", "mute", "PAYS", 5);
        ann.post("/api/wallet/top-up", topUp("t-11")).is(201);
    }

    private void refused(String field, Object... values) {
        for (Object value : Arrays.asList(values)) {
            Map<String, Object> body = topUp("t-11");
            body.put(field, value);
            ann.post("/api/wallet/top-up", body).refuses(field);
        }
    }

    private static Map<String, Object> topUp(String reference) {
        return body("reference", reference, "amount", "5.00", "currency", "CNY", "channel", "sandbox");
    }
}
