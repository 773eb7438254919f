package dev.crema.coffeeshop;

import static dev.crema.coffeeshop.Visitor.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class UsersTest {
    private final Shop shop;

    UsersTest(Shop shop) {
        this.shop = shop;
    }

    private static String fresh() {
        return "u" + UUID.randomUUID().toString().substring(0, 12);
    }

    private static Map<String, Object> registration(String username) {
        return body("username", username, "password", Visitor.PASSWORD, "email", username + "@example.com");
    }

    @Test
    void whoRegistersHasAnIdAndAnEmptyWallet() {
        String name = fresh();
        Visitor.Answer registered =
                shop.visitor().post("/api/users/register", registration(name)).is(201);

        assertThat(registered.text("username")).isEqualTo(name);
        Visitor customer = shop.visitor().logIn(name);
        assertThat(customer.id()).isEqualTo(registered.text("id")).hasSize(26);
        assertThat(customer.get("/api/wallet").is(200).json())
                .isEqualTo(Visitor.JSON.valueToTree(
                        body("balance", "0.00", "held", "0.00", "available", "0.00", "currency", "CNY")));
    }

    @Test
    void aUsernameIsGivenOnceWhateverItsCase() {
        String name = fresh();
        shop.visitor().post("/api/users/register", registration(name)).is(201);

        shop.visitor().post("/api/users/register", registration(name)).isProblem(409, "USERNAME_TAKEN");
        shop.visitor()
                .post("/api/users/register", registration(name.toUpperCase(java.util.Locale.ROOT)))
                .isProblem(409, "USERNAME_TAKEN");
    }

    @Test
    void manyWhoWantOneNameAtOnceGetItOnce() {
        Map<String, Object> wanted = registration(fresh());

        assertThat(Together.run(
                        8,
                        i -> shop.visitor().post("/api/users/register", wanted).status()))
                .containsOnly(201, 409)
                .containsOnlyOnce(201);
    }

    @Test
    void eachFieldOfARegistrationIsCheckedByName() {
        refused("username", null);
        refused("username", "");
        refused("username", "ab");
        refused("username", "x".repeat(33));
        refused("username", "ann smith");
        refused("username", "аnn-in-cyrillic");
        refused("username", 7);
        refused("password", null);
        refused("password", "short");
        refused("password", "p".repeat(73));
        refused("password", "密".repeat(25));
        refused("password", "nul\u0000inside");
        refused("email", null);
        refused("email", "");
        refused("email", "no-at-sign");
        refused("email", "two@at@signs");
        refused("email", "bl ank@example.com");
        refused("email", "nul\u0000@example.com");
        refused("email", "x@" + "y".repeat(190));
        String halfACharacter = "{\"username\":\"%s\",\"password\":\"long enough\",\"email\":\"\\uD800@example.com\"}";
        shop.visitor()
                .post("/api/users/register", halfACharacter.formatted(fresh()))
                .refuses("email");
    }

    private void refused(String field, Object value) {
        Map<String, Object> registration = registration(fresh());
        registration.put(field, value);
        shop.visitor().post("/api/users/register", registration).refuses(field);
    }

    @Test
    void aWrongNameAndAWrongPasswordAreToldAlike() {
        String name = fresh();
        shop.visitor().register(name);

        String wrongPassword = login(name, "not the password");
        assertThat(login(fresh(), Visitor.PASSWORD)).isEqualTo(wrongPassword);
        assertThat(login("nul\u0000", Visitor.PASSWORD)).isEqualTo(wrongPassword);
        assertThat(login(name, "x".repeat(100))).isEqualTo(wrongPassword);
    }

    private String login(String username, String password) {
        Visitor.Answer answer =
                shop.visitor().post("/api/users/login", body("username", username, "password", password));
        answer.isProblem(401, "WRONG_CREDENTIALS");
        return answer.response().body();
    }

    @Test
    void aNameThatNobodyHasIsComparedForAsLongAsOneThatSomebodyHas() {
        String name = fresh();
        shop.visitor().register(name);
        long known = Math.min(time(name), time(name));
        long unknown = Math.min(time(fresh()), time(fresh()));

        assertThat(unknown).as("of %d ns", known).isGreaterThan(known / 3);
    }

    private long time(String username) {
        long start = System.nanoTime();
        login(username, "not the password");
        return System.nanoTime() - start;
    }

    @Test
    void theFieldsOfALoginAreCheckedByName() {
        shop.visitor().post("/api/users/login", body("password", "p")).refuses("username");
        shop.visitor().post("/api/users/login", body("username", "ann")).refuses("password");
        shop.visitor()
                .post("/api/users/login", body("username", true, "password", "p"))
                .refuses("username");
    }

    @Test
    void nothingOfACustomersIsShownWithoutAValidToken() {
        Visitor customer = shop.customer();
        for (Visitor stranger : new Visitor[] {shop.visitor(), customer.withToken("x"), customer.withToken(" ")}) {
            stranger.get("/api/wallet").isProblem(401, "NOT_SIGNED_IN");
            stranger.get("/api/orders/user/" + customer.id()).isProblem(401, "NOT_SIGNED_IN");
            stranger.get("/api/orders/x").isProblem(401, "NOT_SIGNED_IN");
            stranger.get("/api/payments/x").isProblem(401, "NOT_SIGNED_IN");
            stranger.get("/api/payments/order/x").isProblem(401, "NOT_SIGNED_IN");
            stranger.post("/api/orders", body()).isProblem(401, "NOT_SIGNED_IN");
            stranger.put("/api/orders/x/status", body()).isProblem(401, "NOT_SIGNED_IN");
            stranger.post("/api/payments", body()).isProblem(401, "NOT_SIGNED_IN");
            stranger.post("/api/payments/x/refund", body()).isProblem(401, "NOT_SIGNED_IN");
            Visitor.Answer refused = stranger.post("/api/wallet/top-up", body());
            assertThat(refused.isProblem(401, "NOT_SIGNED_IN").header("WWW-Authenticate"))
                    .isEqualTo("Bearer");
        }
    }

    @Test
    void aTokenExpires() {
        Visitor customer = shop.customer();
        shop.pass(Duration.ofHours(12).minusSeconds(1));
        customer.get("/api/wallet").is(200);

        shop.pass(Duration.ofSeconds(1));

        customer.get("/api/wallet").isProblem(401, "NOT_SIGNED_IN");
    }

    @Test
    void theDatabaseKeepsNeitherPasswordsNorTokens() {
        Visitor customer = shop.customer();
        String kept = shop.database().sql("select * from customer").query().listOfRows()
                + shop.database()
                        .sql("select * from customer_session")
                        .query()
                        .listOfRows()
                        .toString();

        assertThat(kept)
                .contains(customer.id())
                .doesNotContain(Visitor.PASSWORD)
                .doesNotContain(customer.token());
    }
}
