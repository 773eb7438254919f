package dev.crema.coffeeshop.checkout;

import dev.crema.coffeeshop.customer.Customer;
import dev.crema.payment.Payment;
import org.springframework.context.ApplicationContext;

/**
 * Moments that no request can bring about: a shop that dies between the two halves of a payment by wallet, and what its
 * rounds do.
 */
public final class Backstage {
    private Backstage() {}

    /** Sets the money for the order aside, and goes no further. */
    public static Payment leave(ApplicationContext shop, String customerId, String orderId, String reference) {
        PayRequest request = PayRequest.of(new PayRequest.Body(orderId, "balance", reference, null));
        return shop.getBean(Till.class).accept(new Customer(customerId, "whoever"), request);
    }

    /** What the shop does every few seconds with orders that nobody pays. */
    public static void endAbandoned(ApplicationContext shop) {
        shop.getBean(Abandonment.class).endAbandoned();
    }

    /** What a start does with what it finds. */
    public static void resume(ApplicationContext shop) {
        shop.getBean(Resumption.class).resumeAll();
    }
}
