package dev.crema.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.InvalidRequestException;
import org.junit.jupiter.api.Test;

class BusinessContextTest {
    @Test
    void itNamesItsIdsAsTheyStandInTheLog() {
        BusinessContext context = BusinessContext.of("basket-7")
                .trade("t-1")
                .order("order-1")
                .trace("traceId", "4bf9")
                .payment("p-1")
                .attempt(2);
        assertThat(context)
                .hasToString("traceId=4bf9 crema.business=basket-7 crema.trade=t-1 crema.order=order-1"
                        + " crema.payment=p-1 crema.attempt=2");
        assertThat(context.given().fields()).doesNotContainKeys("crema.payment", "crema.attempt");
        assertThat(context.payment("p-2").attempt()).isEmpty();
    }

    @Test
    void whatAChannelKeepsIsCutBetweenIds() {
        String id = "x".repeat(60);
        assertThat(BusinessContext.of(id).trade("t-1").order(id).attachment())
                .isEqualTo("business=" + id + ";trade=t-1");
        assertThat(BusinessContext.NONE.attachment()).isEmpty();
    }

    @Test
    void A10_A28_idsThatWouldForgeALogLineAreRefused() {
        assertThatThrownBy(() -> BusinessContext.of("a\nb")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> BusinessContext.NONE.trace("traceId", "a b"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> BusinessContext.NONE.trace("trace\nId", "a"))
                .isInstanceOf(InvalidRequestException.class);
        BusinessContext full = BusinessContext.NONE;
        for (int i = 0; i < 8; i++) {
            full = full.trace("t" + i, "v");
        }
        BusinessContext eight = full;
        assertThatThrownBy(() -> eight.trace("t8", "v")).isInstanceOf(InvalidRequestException.class);
    }
}
