package dev.crema.ledger.account;

/**
 * What is in an account and in all accounts below it together, those of one kind and currency.
 *
 * @param kind their kind
 * @param balance on the normal side of that kind; its account is the one above them, which need not be open itself
 * @param accounts how many they are
 */
public record Total(AccountKind kind, Balance balance, long accounts) {}
