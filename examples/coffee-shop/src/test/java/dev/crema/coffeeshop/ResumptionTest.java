package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.coffeeshop.checkout.Backstage;
import dev.crema.payment.Payment;
import dev.crema.payment.PaymentState;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class ResumptionTest {
    private final Shop shop;
    private final Visitor ann;
    private String order = "";

    ResumptionTest(Shop shop) {
        this.shop = shop;
        this.ann = shop.customerWith("100.00");
    }

    @BeforeEach
    void dieBetweenTheHalves() {
        order = ann.flatWhite("o");
        Payment held = Backstage.leave(shop.context(), ann.id(), order, "p");

        assertThat(held.state()).isEqualTo(PaymentState.AUTHORIZED);
        assertThat(ann.status(order)).isEqualTo("paying");
        assertThat(ann.get("/api/wallet").json())
                .isEqualTo(Visitor.JSON.valueToTree(
                        body("balance", "100.00", "held", "24.00", "available", "76.00", "currency", "CNY")));
    }

    @Test
    void theNextStartCapturesWhatWasLeftSetAside() {
        Backstage.resume(shop.context());

        assertThat(ann.status(order)).isEqualTo("paid");
        assertThat(ann.get("/api/wallet").json().path("balance").asString()).isEqualTo("76.00");
        assertThat(ann.get("/api/wallet").json().path("held").asString()).isEqualTo("0.00");
    }

    @Test
    void aRepeatOfTheRequestCapturesItToo() {
        assertThat(ann.payByBalance(order, "p").is(201).text("state")).isEqualTo("SUCCEEDED");

        assertThat(ann.status(order)).isEqualTo("paid");
    }

    @Test
    void noOtherReferenceIsLetInMeanwhile() {
        ann.payByBalance(order, "p-other").isProblem(409, "PAYMENT_IN_PROGRESS");
        ann.payBySandbox(order, "p-sandbox", "pays").isProblem(409, "PAYMENT_IN_PROGRESS");
    }

    @Test
    void aHoldWhoseTimeIsOverIsReleasedAndItsOrderCancelled() {
        shop.pass(Duration.ofMinutes(16));

        assertThat(ann.status(order)).isEqualTo("cancelled");
        assertThat(ann.get("/api/orders/" + order).text("reason")).isEqualTo("EXPIRED");
        assertThat(ann.available()).isEqualTo("100.00");
        Backstage.resume(shop.context());
        assertThat(ann.status(order)).isEqualTo("cancelled");
    }

    @Test
    void theCustomerMayCancelMeanwhile() {
        assertThat(ann.cancel(order).is(200).text("status")).isEqualTo("cancelled");

        assertThat(ann.available()).isEqualTo("100.00");
        Backstage.resume(shop.context());
        assertThat(ann.payByBalance(order, "p").is(201).text("state")).isEqualTo("CANCELLED");
        assertThat(ann.status(order)).isEqualTo("cancelled");
    }

    @Test
    void A17_resumingAndCancellingAtOnceEndInOneOutcome() {
        Together.run(2, i -> {
            if (i == 0) {
                Backstage.resume(shop.context());
            }
            return i == 0 ? 0 : ann.cancel(order).status();
        });

        boolean paid = ann.status(order).equals("paid");
        assertThat(ann.get("/api/wallet").json().path("held").asString()).isEqualTo("0.00");
        assertThat(ann.available()).isEqualTo(paid ? "76.00" : "100.00");
    }
}
