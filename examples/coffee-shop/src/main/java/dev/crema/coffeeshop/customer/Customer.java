package dev.crema.coffeeshop.customer;

/**
 * Somebody who is signed in. An endpoint that takes one as a parameter gets whoever asks.
 *
 * @param id the public id
 * @param username as it was registered
 */
public record Customer(String id, String username) {}
