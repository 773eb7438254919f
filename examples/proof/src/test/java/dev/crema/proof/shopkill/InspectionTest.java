package dev.crema.proof.shopkill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proof.trial.Findings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A customer topped up 100, ordered twice, paid one order of 30 by balance and was given 10 back; then the shop lies. */
class InspectionTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Customer ann = new Customer("ann");
    private final Memory memory = new Memory();
    private final Findings findings = new Findings();
    private final Map<String, JsonNode> orders = new LinkedHashMap<>();
    private final Map<String, List<JsonNode>> payments = new LinkedHashMap<>();
    private final Map<String, JsonNode> topUps = new LinkedHashMap<>();
    private JsonNode wallet = json("{'balance':'80.00','held':'0.00','available':'80.00'}");

    @BeforeEach
    void annIsTold() {
        told(Request.Kind.TOP_UP, "{}", topUp("PROCESSING"));
        told(Request.Kind.ORDER, "{}", order("o-1", "pending"));
        told(Request.Kind.ORDER, "{}", order("o-2", "pending"));
        told(Request.Kind.PAYMENT, "{'orderId':'o-1'}", payment("p-1", "SUCCEEDED", ""));
        told(
                Request.Kind.REFUND,
                "{}",
                "{'id':'r-1','paymentId':'p-1','orderId':'o-1','amount':'10.00','state':'SUCCEEDED'}");
        topUps.put("t-1", json(topUp("SUCCEEDED")));
        orders.put("o-1", json(order("o-1", "partially_refunded")));
        orders.put("o-2", json(order("o-2", "pending")));
        payments.put("o-1", List.of(json(payment("p-1", "SUCCEEDED", refund("r-1")))));
    }

    @Test
    void whatIsAsItWasToldIsFine() {
        assertThat(found()).isEmpty();
    }

    @Test
    void anAcknowledgedOrderThatIsNotThereIsLost() {
        orders.remove("o-2");

        assertThat(found()).containsExactly("LOST ORDER  of ann, acknowledged as o-2, is not there");
    }

    @Test
    void anAcknowledgedPaymentThatIsNotThereIsLost() {
        payments.clear();

        assertThat(found()).anyMatch(it -> it.startsWith("LOST PAYMENT") && it.contains("p-1"));
        assertThat(found()).anyMatch(it -> it.startsWith("LOST REFUND") && it.contains("r-1"));
    }

    @Test
    void anAcknowledgedTopUpThatIsNotThereIsLost() {
        topUps.clear();

        assertThat(found()).anyMatch(it -> it.startsWith("LOST TOP_UP"));
    }

    @Test
    void contentThatChangedIsFound() {
        orders.put("o-2", json(order("o-2", "pending").replace("30.00", "31.00")));

        assertThat(found())
                .containsExactly("WRONG ORDER  of ann was acknowledged with amount \"30.00\" and has \"31.00\"");
    }

    @Test
    void aSecondPaymentForAnOrderIsDoubled() {
        payments.put(
                "o-1",
                List.of(json(payment("p-1", "SUCCEEDED", refund("r-1"))), json(payment("p-2", "SUCCEEDED", ""))));

        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED order o-1 has 2 payments"));
        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED payment p-2"));
    }

    @Test
    void anOrderOrRefundThatNobodyWasToldOfIsDoubled() {
        orders.put("o-3", json(order("o-3", "pending")));
        payments.put("o-1", List.of(json(payment("p-1", "SUCCEEDED", refund("r-1") + "," + refund("r-2")))));

        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED order o-3"));
        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED refund r-2"));
    }

    @Test
    void anOrderThatIsStillBeingPaidIsFound() {
        orders.put("o-1", json(order("o-1", "paying")));

        assertThat(found()).containsExactly("WRONG order o-1 is paying and should be partially_refunded");
    }

    @Test
    void anOrderThatIsPaidWithoutAPaymentIsFound() {
        orders.put("o-2", json(order("o-2", "paid")));

        assertThat(found()).containsExactly("WRONG order o-2 is paid and should be pending");
    }

    @Test
    void anEndThatWasToldAndIsAnotherNowIsFound() {
        payments.put("o-1", List.of(json(payment("p-1", "CANCELLED", refund("r-1")))));

        assertThat(found()).contains("WRONG PAYMENT  of ann was SUCCEEDED and is CANCELLED");
    }

    @Test
    void aPaymentThatHasNotEndedIsFound() {
        topUps.put("t-1", json(topUp("UNKNOWN")));

        assertThat(found()).contains("WRONG TOP_UP  of ann is still UNKNOWN");
    }

    @Test
    void aTopUpThatTheProviderPaidAndTheShopCallsFailedIsFound() {
        topUps.put("t-1", json(topUp("FAILED")));

        assertThat(found()).contains("WRONG TOP_UP  of ann, which the sandbox pays, is FAILED");
    }

    @Test
    void moneyTooMuchOrSetAsideIsFound() {
        wallet = json("{'balance':'80.01','held':'0.01','available':'80.00'}");

        assertThat(found())
                .containsExactlyInAnyOrder(
                        "WRONG the wallet of ann has a balance of 80.01 and should have 80.00",
                        "WRONG the wallet of ann has a held of 0.01 and should have 0.00");
    }

    private List<String> found() {
        Affairs affairs = new Affairs(ann, orders, payments, topUps, wallet);
        new Inspection(affairs, memory, findings).inspect();
        return findings.all();
    }

    private void told(Request.Kind kind, String body, String answer) {
        memory.note(new Request(ann, kind, "/" + memory.acknowledged(), json(body)), new Answer.Given(json(answer)));
    }

    private static String order(String id, String status) {
        return "{'id':'" + id + "','amount':'30.00','status':'" + status + "'}";
    }

    private static String topUp(String state) {
        return "{'id':'t-1','form':'TOP_UP','amount':'100.00','state':'" + state + "'}";
    }

    private static String payment(String id, String state, String refunds) {
        return "{'id':'" + id + "','orderId':'o-1','form':'TRANSFER','amount':'30.00','state':'" + state
                + "','refunds':[" + refunds + "]}";
    }

    private static String refund(String id) {
        return "{'id':'" + id + "','amount':'10.00','state':'SUCCEEDED'}";
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
