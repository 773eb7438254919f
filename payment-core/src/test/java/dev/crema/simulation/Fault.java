package dev.crema.simulation;

/** What can go wrong in a simulated world. */
public enum Fault {
    /** Nothing left, and the caller knows. */
    UNREACHABLE(0.1),
    /** A request to the channel is lost on its way. */
    REQUEST_DROPPED(0.15),
    /** A request arrives later, within the channel's settling time. */
    REQUEST_DELAYED(0.15),
    /** A request arrives after the settling time that the channel promises. */
    REQUEST_LATE(0.08),
    /** A request arrives twice. */
    REQUEST_DOUBLED(0.2),
    /** The channel acts and its answer is lost. */
    ANSWER_DROPPED(0.2),
    /** The channel acts and the adapter throws. */
    ADAPTER_THREW(0.1),
    /** A question stays without an answer. */
    QUERY_DROPPED(0.25),
    /** The channel refuses. */
    DECLINED(0.2),
    /** The channel takes it on and decides later. */
    IN_PROGRESS(0.25),
    /** Asked soon after, the channel does not find what it has, as its settling time allows. */
    NOT_FOUND_YET(0.4),
    /** Asked after its settling time, the channel denies once what it has. */
    LIE(0.2),
    /** The channel forgets that it knows the reference: the next request with it would move money again. */
    KEY_FORGOTTEN(0.5),
    /** Another amount moves than was asked for. */
    PAID_PARTIALLY(0.15),
    /** The payer pays once more what is paid. */
    PAID_TWICE(0.15),
    /** The payer pays what was closed. */
    LATE_SUCCESS(0.5),
    /** What was paid out comes back. */
    RETURNED(0.2),
    /** The channel's own message is lost. */
    WEBHOOK_DROPPED(0.5),
    /** The channel's own message comes after others that are newer. */
    WEBHOOK_DELAYED(0.4),
    /** The channel's own message comes twice. */
    WEBHOOK_DOUBLED(0.4),
    /** The connection to the database breaks before a statement arrives. */
    SQL_BEFORE(0.01),
    /** The connection to the database breaks after a statement was executed. */
    SQL_AFTER(0.01),
    /** The database refuses a statement, before or after its effect, and nothing else happens. */
    SQL_REFUSED(0.004),
    /** The database ends a transaction in favour of another. */
    DEADLOCK(0.004),
    /** The connection breaks before a commit arrives. */
    COMMIT_LOST(0.04),
    /** The commit is done and its answer is lost. */
    COMMIT_UNANSWERED(0.04),
    /** A node dies between two steps, and another one is started. */
    KILLED(0.6),
    /** A node stands still past its lease while another one works. */
    PAUSED(0.08),
    /** A node stands still past its lease with a transaction open, while another one works. */
    PAUSED_INSIDE(0.002),
    /** A node's clock jumps. */
    CLOCK_JUMPED(0.1),
    /** A listener throws. */
    LISTENER_THREW(0.2);

    private final double most;

    Fault(double most) {
        this.most = most;
    }

    /** How often it happens at most, where it can. */
    double most() {
        return most;
    }
}
