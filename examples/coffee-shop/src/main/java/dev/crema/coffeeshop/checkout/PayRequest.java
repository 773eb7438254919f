package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.payment.SandboxScenario;
import dev.crema.coffeeshop.payment.ShopReference;
import dev.crema.coffeeshop.web.Input;
import dev.crema.coffeeshop.web.Refusal;
import dev.crema.payment.Form;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A wish to pay for an order, checked.
 *
 * @param reference the customer's own id of it
 * @param orderId the order
 * @param method out of which purse
 * @param scenario what the sandbox plays
 */
record PayRequest(String reference, String orderId, Method method, String scenario) {

    /** Out of which purse an order is paid, and the form that makes of the payment. */
    enum Method {
        BALANCE(Form.TRANSFER),
        SANDBOX(Form.TOP_UP);

        private final Form form;

        Method(Form form) {
            this.form = form;
        }

        Form form() {
            return form;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Method of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** What arrives. */
    record Body(
            @Nullable String orderId,
            @Nullable String method,
            @Nullable String reference,
            @Nullable String scenario) {}

    static PayRequest of(Body body) {
        String reference = Input.reference(body.reference);
        String orderId = Input.required("orderId", body.orderId);
        String method = Input.oneOf(
                "method",
                body.method,
                Arrays.stream(Method.values()).map(Method::text).toList());
        if (Method.of(method) != Method.SANDBOX && body.scenario != null) {
            throw Refusal.badInput("scenario", "only the sandbox plays one; leave it out.");
        }
        return new PayRequest(reference, orderId, Method.of(method), SandboxScenario.of(body.scenario));
    }

    /** The reference of the library's payment: one for an order, whatever its customer sends. */
    String paymentReference() {
        return ShopReference.order(orderId);
    }
}
