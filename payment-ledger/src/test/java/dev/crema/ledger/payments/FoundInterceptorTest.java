package dev.crema.ledger.payments;

import static dev.crema.ledger.payments.Merchant.ANN;
import static dev.crema.ledger.payments.Merchant.SHOP;
import static dev.crema.ledger.payments.Merchant.yuan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.TestDatabase;
import dev.crema.plan.Interceptor;
import dev.crema.plan.Occasion;
import dev.crema.plan.Step;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import dev.crema.trade.TradeState;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An interceptor that nobody names: it stands in {@code META-INF/services} and is found. */
class FoundInterceptorTest {
    private final Merchant merchant = Merchant.on(TestDatabase.Kind.H2);

    @AfterEach
    void theBooksHold() {
        merchant.rest();
        merchant.assertAtRest();
        merchant.close();
    }

    /** Looks at nothing but trades that name a country, of which no other test has this one. */
    public static final class Embargo implements Interceptor {
        @Override
        public String name() {
            return "embargo";
        }

        @Override
        public Optional<String> refuses(Step step, Occasion occasion) {
            return Optional.ofNullable(occasion.facts().get("country"))
                    .filter("Freedonia"::equals)
                    .map(country -> "nothing goes to " + country);
        }
    }

    @Test
    void itIsFoundByServiceLoaderAndAskedBeforeEachStep() {
        merchant.fillWallet("fill", "10.00");
        Checkout coffee = Checkout.of("order-1").payer(ANN).payee(SHOP).amount("CNY", "4.00");
        Trade refused = merchant.payments().checkout(coffee.fact("country", "Freedonia"));
        assertThat(refused.state()).isEqualTo(TradeState.FAILED);
        assertThat(refused.reason().orElseThrow().message()).isEqualTo("embargo: nothing goes to Freedonia");
        assertThat(merchant.available(ANN)).isEqualTo(yuan("10.00"));

        Checkout again = Checkout.of("order-2").payer(ANN).payee(SHOP).amount("CNY", "4.00");
        assertThat(merchant.payments()
                        .checkout(again.fact("country", "Sylvania"))
                        .state())
                .isEqualTo(TradeState.SUCCEEDED);
    }
}
