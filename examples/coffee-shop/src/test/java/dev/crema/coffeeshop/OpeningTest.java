package dev.crema.coffeeshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.coffeeshop.checkout.Backstage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop as it comes: its own settings, its own file, its own workers. */
class OpeningTest {
    @TempDir
    Path data;

    private ConfigurableApplicationContext open(String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("coffee.data=" + data.resolve("shop"));
        all.add("coffee.answer-within=PT30S"); // the machine that runs the tests may be busy
        return Shop.start(context -> {}, all.toArray(String[]::new));
    }

    @Test
    void withoutPlayMoneyThereIsNoSandbox() {
        try (ConfigurableApplicationContext shop = open("coffee.play-money=false")) {
            Visitor ann = new Visitor(Shop.address(shop)).register("ann");

            ann.topUp("t", "100.00", "pays").refuses("channel");
            ann.payBySandbox(ann.flatWhite("o"), "p", "pays").refuses("channel");
            ann.get("/sandbox/pay/x").isProblem(404, "NOT_FOUND");
        }
    }

    @Test
    void whileTheDatabaseIsAwayRequestsMayBeRepeatedLater() throws Exception {
        try (ConfigurableApplicationContext shop = open()) {
            Visitor ann = new Visitor(Shop.address(shop)).register("ann");
            ((AutoCloseable) shop.getBean(DataSource.class)).close();

            Visitor.Answer answer = ann.order("o", "latte", 1).isProblem(503, "TRY_AGAIN");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void theAnswerCarriesWhatTheChannelSaid() {
        try (ConfigurableApplicationContext shop = open()) {
            Visitor ann = new Visitor(Shop.address(shop)).register("ann");

            assertThat(ann.topUp("t", "100.00", "pays").is(201).text("state")).isEqualTo("SUCCEEDED");
            assertThat(ann.available()).isEqualTo("100.00");
            String paid = ann.flatWhite("o-1");
            assertThat(ann.payBySandbox(paid, "p-1", "pays").is(201).text("state"))
                    .isEqualTo("SUCCEEDED");
            assertThat(ann.status(paid)).isEqualTo("paid");
            String declined = ann.flatWhite("o-2");
            assertThat(ann.payBySandbox(declined, "p-2", "declines").is(201).text("state"))
                    .isEqualTo("FAILED");
            assertThat(ann.status(declined)).isEqualTo("cancelled");
            String asked = ann.flatWhite("o-3");
            URI page = URI.create(ann.payBySandbox(asked, "p-3", "asks")
                    .is(201)
                    .json()
                    .path("nextAction")
                    .path("url")
                    .asString());
            ann.post(page.getPath() + "/confirm", "").is(303);
            String refund = ann.refund(
                            ann.get("/api/payments/order/" + paid)
                                    .json()
                                    .get(0)
                                    .path("id")
                                    .asString(),
                            "r-1",
                            "24.00")
                    .is(201)
                    .text("state");
            assertThat(refund).isEqualTo("SUCCEEDED");
            assertThat(ann.status(paid)).isEqualTo("refunded");
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestartAndComesToItsEnd() {
        String paid;
        String left;
        try (ConfigurableApplicationContext shop = open()) {
            Visitor ann = new Visitor(Shop.address(shop)).register("ann");
            ann.topUp("t", "100.00", "pays").is(201);
            paid = ann.flatWhite("o-1");
            ann.payByBalance(paid, "p-1").is(201);
            left = ann.flatWhite("o-2");
            Backstage.leave(shop, ann.id(), left, "p-2");
        }

        try (ConfigurableApplicationContext shop = open()) {
            Visitor ann = new Visitor(Shop.address(shop)).logIn("ann");

            assertThat(ann.status(paid)).isEqualTo("paid");
            assertThat(ann.status(left)).isEqualTo("paid");
            assertThat(ann.available()).isEqualTo("52.00");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theLastLineOfTheStartSaysWhereTheShopIs(CapturedOutput output) {
        try (ConfigurableApplicationContext shop = open()) {
            assertThat(output.getOut().lines().reduce("", (before, line) -> line))
                    .endsWith("The coffee shop is open: " + Shop.address(shop) + "/");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void eachStepOfAnOrderIsInTheLogWithItsId(CapturedOutput output) {
        try (ConfigurableApplicationContext shop = open()) {
            Visitor ann = new Visitor(Shop.address(shop)).register("ann");
            ann.topUp("t", "100.00", "pays").is(201);
            String order = ann.flatWhite("o-1");
            String payment = ann.payByBalance(order, "p-1").is(201).text("id");
            ann.refund(payment, "r-1", "1.00").is(201);

            assertThat(output.getOut().lines().filter(line -> line.contains(order)))
                    .anyMatch(line -> line.contains("placed"))
                    .anyMatch(line -> line.contains("pending -> paying"))
                    .anyMatch(line -> line.contains(payment))
                    .anyMatch(line -> line.contains("paying -> paid"))
                    .anyMatch(line -> line.contains("paid -> partially_refunded"));
        }
    }
}
