package dev.crema.coffeeshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class RaceTest {
    private static final int THREADS = 16;
    private static final int ROUNDS = 5;

    private final Shop shop;

    RaceTest(Shop shop) {
        this.shop = shop;
    }

    @Test
    void anOrderThatManyPayAtOnceByBothMethodsIsChargedOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            Visitor ann = shop.customerWith("100.00");
            String order = ann.flatWhite("o");

            List<Integer> answers = Together.run(
                    THREADS,
                    i -> (i % 2 == 0 ? ann.payByBalance(order, "p-" + i) : ann.payBySandbox(order, "p-" + i, "pays"))
                            .status());
            shop.work();

            assertThat(answers).containsOnly(201, 409).containsOnlyOnce(201);
            assertThat(ann.status(order)).isEqualTo("paid");
            assertThat(ann.get("/api/payments/order/" + order).is(200).json().size())
                    .isEqualTo(1);
            boolean byBalance = answers.indexOf(201) % 2 == 0;
            assertThat(ann.available()).isEqualTo(byBalance ? "76.00" : "100.00");
        }
    }

    @Test
    void A09_manyCopiesOfOnePaymentAtOnceAreOnePayment() {
        Visitor ann = shop.customerWith("100.00");
        String order = ann.flatWhite("o");

        assertThat(Together.run(
                        THREADS, i -> ann.payByBalance(order, "p").is(201).text("id")))
                .containsOnly(ann.payByBalance(order, "p").text("id"));
        assertThat(ann.available()).isEqualTo("76.00");
    }

    @Test
    void A13_manyOrdersPaidAtOnceSpendNoMoreThanThereIs() {
        Visitor ann = shop.customerWith("50.00");
        List<String> orders = java.util.stream.IntStream.range(0, THREADS)
                .mapToObj(i -> ann.flatWhite("o-" + i))
                .toList();

        List<Integer> answers = Together.run(
                THREADS, i -> ann.payByBalance(orders.get(i), "p-" + i).status());

        assertThat(answers.stream().filter(status -> status == 201)).hasSize(2);
        assertThat(answers).containsOnly(201, 409);
        assertThat(ann.available()).isEqualTo("2.00");
        assertThat(orders.stream().map(ann::status)).containsOnly("paid", "cancelled");
    }

    @Test
    void A17_payingAndCancellingAtOnceEndInOneOutcome() {
        for (int round = 0; round < ROUNDS; round++) {
            Visitor ann = shop.customerWith("24.00");
            String order = ann.flatWhite("o");

            List<Visitor.Answer> answers =
                    Together.run(2, i -> i == 0 ? ann.payByBalance(order, "p") : ann.cancel(order));

            String status = ann.status(order);
            assertThat(status).isIn("paid", "cancelled");
            assertThat(answers.get(1).status()).isEqualTo(status.equals("cancelled") ? 200 : 409);
            assertThat(ann.get("/api/wallet").json().path("held").asString()).isEqualTo("0.00");
            assertThat(ann.available()).isEqualTo(status.equals("paid") ? "0.00" : "24.00");
        }
    }

    @Test
    void A17_confirmingAndCancellingAtOnceEndInOneOutcome() {
        for (int round = 0; round < ROUNDS; round++) {
            Visitor ann = shop.customer();
            String order = ann.flatWhite("o");
            String payment = ann.payBySandbox(order, "p", "asks").is(201).text("id");
            shop.work();

            List<Integer> answers = Together.run(
                    2,
                    i -> (i == 0 ? shop.visitor().post("/sandbox/pay/" + payment + "/confirm", "") : ann.cancel(order))
                            .status());
            shop.work();

            boolean paid = ann.status(order).equals("paid");
            assertThat(answers).containsExactly(paid ? 303 : 409, paid ? 409 : 200);
            assertThat(ann.get("/api/payments/" + payment).text("state")).isEqualTo(paid ? "SUCCEEDED" : "CANCELLED");
        }
    }
}
