package dev.crema.proof.bank;

import java.util.Random;

/**
 * What all branches work on in a round.
 *
 * @param round from 1
 * @param seed decides what is asked for
 * @param purses how many purses there are that everybody wants to empty
 */
record Shift(int round, long seed, int purses) {
    /** Makes up the n-th of the orders that every branch asks for: at each branch the same. */
    Errands shared(int n) {
        return new Errands(new Random(seed * 31 + n), n % 2 == 0);
    }

    /** Purse number i of the round. */
    String purse(int i) {
        return Accounts.purse(round, i);
    }

    /** The same backwards from {@link #toString}. */
    static Shift parse(String text) {
        String[] words = text.split(" ", -1);
        return new Shift(Integer.parseInt(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]));
    }

    @Override
    public String toString() {
        return round + " " + seed + " " + purses;
    }
}
