package dev.crema.ledger.account;

/** The five kinds of account. The kind settles on which side an account grows. */
public enum AccountKind {
    /** What the merchant has: banks, money on its way from a channel. */
    ASSET(Side.DEBIT),
    /** What the merchant owes: wallets of customers, balances of shops. */
    LIABILITY(Side.CREDIT),
    /** What belongs to the owners. */
    EQUITY(Side.CREDIT),
    /** What was earned. */
    REVENUE(Side.CREDIT),
    /** What was spent: the fees of channels. */
    EXPENSE(Side.DEBIT);

    private final Side normalSide;

    AccountKind(Side normalSide) {
        this.normalSide = normalSide;
    }

    /** The side on which an account of this kind grows, and on which its balance is shown as positive. */
    public Side normalSide() {
        return normalSide;
    }
}
