package dev.crema.payment;

/** Says what is to become of money that came in against our word. Called within a transaction, so it only decides. */
@FunctionalInterface
public interface Remedies {
    Remedy of(Payment payment, Difference difference);
}
