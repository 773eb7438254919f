package dev.crema.payment;

/** The four forms out of which every business payment is made. */
public enum Form {
    /** 充值: money comes from a channel into an account. */
    TOP_UP,
    /** 提现: money leaves an account through a channel. */
    WITHDRAWAL,
    /** 退款: a top-up or a transfer is given back, in full or in part. */
    REFUND,
    /** 转账: money moves between two accounts. */
    TRANSFER
}
