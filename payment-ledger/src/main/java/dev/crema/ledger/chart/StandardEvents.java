package dev.crema.ledger.chart;

import java.util.List;

/**
 * What happens to money, as this library sees it. Payments book eleven of them by themselves, {@link #TOP_UP_SUCCEEDED},
 * {@link #WITHDRAWAL_SUCCEEDED}, {@link #WITHDRAWAL_RETURNED}, {@link #REFUND_SUCCEEDED}, {@link #REFUND_RETURNED}, {@link
 * #TRANSFER_SUCCEEDED}, {@link #TRANSFER_ARRIVED}, {@link #TRANSFER_REFUNDED}, {@link #SUSPENSE_RECEIVED}, {@link #SUSPENSE_PAID} and {@link
 * #SUSPENSE_RECOVERED}; the others are the host's to tell, by {@link Occurrence}.
 */
public final class StandardEvents {
    /** Money came in through a channel: {@code gross} was paid, of which the channel kept {@code fee}. */
    public static final PostingEvent TOP_UP_SUCCEEDED = PostingEvent.named("top-up.succeeded")
            .kind("top_up")
            .amounts("gross", "fee")
            .where("net", "gross - fee")
            .accounts("into")
            .texts("channel");

    /** The money of a withdrawal was set aside. */
    public static final PostingEvent WITHDRAWAL_HELD = out("withdrawal.held");

    /** A withdrawal was sent to the channel. */
    public static final PostingEvent WITHDRAWAL_SENT = out("withdrawal.sent");

    /** The payee has {@code amount}; the channel took {@code fee} besides. */
    public static final PostingEvent WITHDRAWAL_SUCCEEDED =
            out("withdrawal.succeeded").kind("withdrawal").amounts("fee").where("total", "amount + fee");

    /** A withdrawal that was sent came to nothing. */
    public static final PostingEvent WITHDRAWAL_FAILED = out("withdrawal.failed");

    /** A payout that had succeeded came back, less a {@code fee} of the channel. */
    public static final PostingEvent WITHDRAWAL_RETURNED =
            out("withdrawal.returned").amounts("fee").where("net", "amount - fee");

    /** The money of a refund was set aside. */
    public static final PostingEvent REFUND_HELD = out("refund.held");

    /** A refund was sent to the channel. */
    public static final PostingEvent REFUND_SENT = out("refund.sent");

    /**
     * The payer has {@code amount} back; the channel took {@code fee} besides, and gave {@code rebate} of its earlier fee
     * back.
     */
    public static final PostingEvent REFUND_SUCCEEDED = out("refund.succeeded")
            .kind("refund")
            .amounts("fee", "rebate")
            .where("cost", "fee - rebate")
            .where("total", "amount + fee - rebate");

    /** A refund that was sent came to nothing. */
    public static final PostingEvent REFUND_FAILED = out("refund.failed");

    /** A refund that had succeeded could not be delivered and came back, less a {@code fee} of the channel. */
    public static final PostingEvent REFUND_RETURNED =
            out("refund.returned").amounts("fee").where("net", "amount - fee");

    /** Money moved between accounts, less a {@code fee} of the merchant's and the parts of others. */
    public static final PostingEvent TRANSFER_SUCCEEDED = PostingEvent.named("transfer.succeeded")
            .kind("transfer")
            .amounts("amount", "fee")
            .splitting()
            .where("rest", "amount - fee - parts")
            .accounts("from", "into");

    /** A channel moved {@code amount} between parties that it keeps accounts for; it took {@code fee} of the merchant. */
    public static final PostingEvent TRANSFER_ARRIVED =
            out("transfer.arrived").kind("transfer").amounts("fee").accounts("into");

    /** A transfer, or a part of it, was given back. */
    public static final PostingEvent TRANSFER_REFUNDED = PostingEvent.named("transfer.refunded")
            .kind("refund")
            .amounts("amount")
            .accounts("from", "into");

    /** The merchant charges a fee of its own. */
    public static final PostingEvent FEE_CHARGED =
            PostingEvent.named("fee.charged").amounts("amount").accounts("from");

    /** An amount was shared out, see {@link Split}; what the parts leave is the {@code remainder} account's. */
    public static final PostingEvent SPLIT_MADE = PostingEvent.named("split.made")
            .amounts("total")
            .splitting()
            .where("rest", "total - parts")
            .accounts("from", "remainder");

    /** A payer disputes a payment: the channel took {@code amount} back, and a {@code fee}. */
    public static final PostingEvent DISPUTE_OPENED = PostingEvent.named("dispute.opened")
            .amounts("amount", "fee")
            .where("total", "amount + fee")
            .texts("channel");

    /** A dispute was won: the channel gave {@code amount} back, and {@code rebate} of its fee. */
    public static final PostingEvent DISPUTE_WON = PostingEvent.named("dispute.won")
            .amounts("amount", "rebate")
            .where("total", "amount + rebate")
            .texts("channel");

    /** A dispute was lost: {@code from} bears it. */
    public static final PostingEvent DISPUTE_LOST = out("dispute.lost");

    /**
     * A channel paid out to the bank: {@code gross} of what it held, less a {@code fee} that it had not kept before. With
     * more given back than taken, {@code gross} is negative, and the bank pays.
     */
    public static final PostingEvent SETTLEMENT_PAID = PostingEvent.named("settlement.paid")
            .signedAmounts("gross")
            .amounts("fee")
            .where("net", "gross - fee")
            .accounts("bank")
            .texts("channel");

    /** Money came in that can not be explained yet. */
    public static final PostingEvent SUSPENSE_RECEIVED =
            suspense("suspense.received").kind("suspense");

    /** Money went out that can not be explained yet. */
    public static final PostingEvent SUSPENSE_PAID = suspense("suspense.paid").kind("suspense");

    /** Unexplained money that had come in was sent back, for a {@code fee} of the channel. */
    public static final PostingEvent SUSPENSE_REFUNDED =
            suspense("suspense.refunded").amounts("fee").where("total", "amount + fee");

    /** Unexplained money that had come in was credited to whom it belongs. */
    public static final PostingEvent SUSPENSE_CREDITED =
            suspense("suspense.credited").accounts("into");

    /** Unexplained money that had come in was kept. */
    public static final PostingEvent SUSPENSE_KEPT = suspense("suspense.kept");

    /** Unexplained money that had gone out came back. */
    public static final PostingEvent SUSPENSE_RECOVERED = suspense("suspense.recovered");

    /** Unexplained money that had gone out was charged to who has it. */
    public static final PostingEvent SUSPENSE_CHARGED =
            suspense("suspense.charged").accounts("from");

    /** Unexplained money that had gone out was written off. */
    public static final PostingEvent SUSPENSE_WRITTEN_OFF = suspense("suspense.written-off");

    static final List<PostingEvent> ALL = List.of(
            TOP_UP_SUCCEEDED,
            WITHDRAWAL_HELD,
            WITHDRAWAL_SENT,
            WITHDRAWAL_SUCCEEDED,
            WITHDRAWAL_FAILED,
            WITHDRAWAL_RETURNED,
            REFUND_HELD,
            REFUND_SENT,
            REFUND_SUCCEEDED,
            REFUND_FAILED,
            REFUND_RETURNED,
            TRANSFER_SUCCEEDED,
            TRANSFER_ARRIVED,
            TRANSFER_REFUNDED,
            FEE_CHARGED,
            SPLIT_MADE,
            DISPUTE_OPENED,
            DISPUTE_WON,
            DISPUTE_LOST,
            SETTLEMENT_PAID,
            SUSPENSE_RECEIVED,
            SUSPENSE_PAID,
            SUSPENSE_REFUNDED,
            SUSPENSE_CREDITED,
            SUSPENSE_KEPT,
            SUSPENSE_RECOVERED,
            SUSPENSE_CHARGED,
            SUSPENSE_WRITTEN_OFF);

    private StandardEvents() {}

    private static PostingEvent out(String name) {
        return PostingEvent.named(name).amounts("amount").accounts("from").texts("channel");
    }

    private static PostingEvent suspense(String name) {
        return PostingEvent.named(name).amounts("amount").texts("channel");
    }
}
