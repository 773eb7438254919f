package dev.crema.ledger.planted;

import static dev.crema.ledger.planted.PlantedBug.that;

import java.util.List;

/** Bugs as somebody could make them in how payments are carried through. */
final class PaymentBugs {
    private static final String SIMULATION =
            "simulation.SimulationTest#I11_whateverGoesWrongEverythingComesToItsEndOnceAndTheBooksAgreeWithTheChannels";

    static final List<PlantedBug> ALL = List.of(
            that("a lost answer is taken for a failure")
                    .in(
                            "../payment/Lifecycle.java",
                            "return lost ? unsettled(PaymentState.UNKNOWN) : waiting(payment);",
                            "return lost\n                ? declined(new ChannelResult.Declined(\"TIMEOUT\", \"no answer\"), Source.ANSWER)\n                : waiting(payment);")
                    .isCaughtBy("payments.LostAnswerTest#F24_aLostAnswerKeepsTheHoldAndIsFoundByAsking"),
            that("each repeat has another reference")
                    .in(
                            "sql/Claims.java",
                            "ChannelReference.first(payment.id()),",
                            "new ChannelReference(payment.id(), number),")
                    .isCaughtBy(
                            "payments.LostAnswerTest#F03_F28_aLostRequestIsSentAgainOnlyAfterTheChannelDeniedItForLongEnough"),
            that("what was sent is sent again without asking first")
                    .in(
                            "../payment/Lifecycle.java",
                            "closable ? Work.CLOSE : Work.QUERY",
                            "closable ? Work.CLOSE : Work.SEND")
                    .isCaughtBy(
                            "payments.LostAnswerTest#F33_aChannelThatForgotTheKeyIsAskedAndNothingIsSentASecondTime"),
            that("a channel is believed that it has nothing before its settling time is over")
                    .in("../payment/Lifecycle.java", "if (!settled) {", "if (!settled && payment.id() == null) {")
                    .isCaughtBy(
                            "payments.LostAnswerTest#F03_F28_aLostRequestIsSentAgainOnlyAfterTheChannelDeniedItForLongEnough"),
            that("the hold is released while nothing is known")
                    .in(
                            "sql/Settlement.java",
                            "        if (moves && next.state().isTerminal()) {\n            book(",
                            "        if (moves && next.state() == PaymentState.UNKNOWN && next.from().isPresent()) {\n            bookings.release(handle, next);\n        }\n        if (moves && next.state().isTerminal()) {\n            book(")
                    .isCaughtBy("payments.LostAnswerTest#F24_aLostAnswerKeepsTheHoldAndIsFoundByAsking"),
            that("what an adapter throws counts as never sent")
                    .in(
                            "../CallFlow.java",
                            "new ChannelResult.Unknown(\"the adapter threw",
                            "new ChannelResult.NotSent(\"the adapter threw")
                    .isCaughtBy("payments.LostAnswerTest#F08_whateverAnAdapterThrowsCountsAsUnknown"),
            that("the channel is called while the host's transaction is open")
                    .in(
                            "../AcceptFlow.java",
                            "                && !books.hostTransaction().isOpen()\n                && guards",
                            "                && guards")
                    .isCaughtBy(
                            "payments.LostAnswerTest#F17_nothingIsSentBeforeTheHostCommitsAndNothingStaysWhenItRollsBack"),
            that("a payment is written over, whatever became of it meanwhile")
                    .in(
                            "sql/PaymentTable.java",
                            "where payment_id = :id and version = :versionBefore",
                            "where payment_id = :id and :versionBefore > 0")
                    .isCaughtBy("sql.PaymentTableTest#theSecondOfTwoWritersIsToldThatItLost"),
            that("whoever lost the lease settles all the same")
                    .in(
                            "sql/Settlement.java",
                            "if (!tasks.holds(handle, payment.id(), call.token())) {\n            // Whoever",
                            "if (call.token() < 0) {\n            // Whoever")
                    .isCaughtBy("payments.LostAnswerTest#F19_aWorkerThatSleptPastItsLeaseWritesNothing"),
            that("work that somebody has is due for everybody")
                    .in(
                            "sql/TaskTable.java",
                            "set token = :token, tries = :tries, leased_until = :until, due_at = :until\n",
                            "set token = :token, tries = :tries, leased_until = :until\n")
                    .isCaughtBy("payments.LostAnswerTest#F19_whatSomebodyHasIsNobodyElsesBeforeItsLeaseEnds"),
            that("work ends when it is taken, before its effect")
                    .in(
                            "sql/TaskTable.java",
                            "set token = :token, tries = :tries, leased_until = :until, due_at = :until\n",
                            "set token = :token, tries = :tries, leased_until = :until, due_at = null\n")
                    .isCaughtBy("payments.PhasesTest#F03_afterT2TheChannelIsAskedBeforeAnythingIsSent"),
            that("an event is written in a transaction of its own")
                    .in(
                            "sql/Settlement.java",
                            "                stories.happened(handle, next, event);\n                deliveries",
                            "                apart(handle);\n                stories.happened(handle, next, event);\n                deliveries")
                    .in(
                            "sql/Settlement.java",
                            "    /** A trade goes on when",
                            "    private static void apart(Handle handle) {\n        try {\n            handle.getConnection().commit();\n        } catch (java.sql.SQLException e) {\n            throw new IllegalStateException(e);\n        }\n    }\n\n    /** A trade goes on when")
                    .isCaughtBy(SIMULATION),
            that("an event is not shared out to listeners")
                    .in(
                            "sql/Settlement.java",
                            "                stories.happened(handle, next, event);\n                deliveries.insert(handle, event);",
                            "                stories.happened(handle, next, event);")
                    .isCaughtBy("payments.PaymentFormsTest#anEndIsToldOnce"),
            that("more may be given back than was paid")
                    .in(
                            "sql/Acceptor.java",
                            "if (refund.amount().compareTo(original.refundable()) > 0) {",
                            "if (refund.amount().isZero()) {")
                    .isCaughtBy("payments.RaceTest#A14_ofTenRefundsThatDoNotFitTogetherOneWins"),
            that("the refund cap is in Java only: read without a lock, and written over")
                    .in(
                            "sql/Acceptor.java",
                            "        Payment original = original(handle, refund.payment(), payment);",
                            "        Payment original = payments.find(handle, payment.scope(), refund.payment()).orElseThrow();")
                    .in(
                            "sql/Acceptor.java",
                            "payments.reserve(handle, original.id(), refund.amount());",
                            "payments.reserve(handle, original.id(), original.refunded().plus(refund.amount()));")
                    .in(
                            "sql/PaymentTable.java",
                            "set refunded_minor = refunded_minor + :amount where",
                            "set refunded_minor = :amount where")
                    .isCaughtBy("payments.RaceTest#A14_ofTenRefundsThatDoNotFitTogetherOneWins"),
            that("more may be captured than was authorized")
                    .in(
                            "sql/Acceptor.java",
                            "if (capture.amount().compareTo(authorized.capturable()) > 0) {",
                            "if (capture.amount().isZero()) {")
                    .isCaughtBy("payments.TwoPhasesTest#A14_ofCapturesThatTogetherWouldExceedItOneSucceeds"),
            that("a failed refund returns its share twice")
                    .in(
                            "sql/Settlement.java",
                            "payments.reserve(handle, refund.payment(), ended.amount().negated());",
                            "payments.reserve(handle, refund.payment(), ended.amount().plus(ended.amount()).negated());")
                    .isCaughtBy("payments.PaymentFormsTest#A15_aFailedRefundReturnsItsShareOnceAndAnUnknownOneKeepsIt"),
            that("a failed refund keeps its share")
                    .in(
                            "sql/Settlement.java",
                            "payments.reserve(handle, refund.payment(), ended.amount().negated());",
                            "payments.reserve(handle, refund.payment(), Money.zero(ended.amount().currency()));")
                    .isCaughtBy(SIMULATION),
            that("another amount than was asked for is a success")
                    .in(
                            "../payment/Lifecycle.java",
                            "if (done.amount().equals(payment.amount())) {",
                            "if (done.amount().currency().equals(payment.amount().currency())) {")
                    .isCaughtBy(SIMULATION),
            that("another currency than was asked for is a success")
                    .in(
                            "../payment/Lifecycle.java",
                            "if (done.amount().equals(payment.amount())) {",
                            "if (done.amount().minor() == payment.amount().minor()) {")
                    .isCaughtBy("payments.DifferencesTest#F30_aWrongAmountOrCurrencyGoesBackAsItCame"),
            that("the same news again is taken for another movement")
                    .in(
                            "../payment/Lifecycle.java",
                            "return isReceived(done)\n                    ? Verdict",
                            "return isReceived(done) && payment.id() == null\n                    ? Verdict")
                    .isCaughtBy("payments.RaceTest#F34_F35_theSameNewsFromAllSidesHasOneEffect"),
            that("news that is older than what is known is applied")
                    .in(
                            "../payment/Lifecycle.java",
                            "progress -> stillSetAside(),",
                            "progress -> unsettled(PaymentState.PROCESSING),")
                    .isCaughtBy("payments.TwoPhasesTest#aPayerIsAskedFirstAndAWebhookTellsThatItIsSetAside"),
            that("a success after the end is passed over, in a world of faults")
                    .in(
                            "../payment/Lifecycle.java",
                            "if (fact.result() instanceof ChannelResult.Done done) {\n            Difference.Kind",
                            "if (fact.result() instanceof ChannelResult.Done done && succeeded) {\n            Difference.Kind")
                    .isCaughtBy(SIMULATION),
            that("a success after the end is passed over")
                    .in(
                            "../payment/Lifecycle.java",
                            "if (fact.result() instanceof ChannelResult.Done done) {\n            Difference.Kind",
                            "if (fact.result() instanceof ChannelResult.Done done && succeeded) {\n            Difference.Kind")
                    .isCaughtBy("payments.DifferencesTest#F40_aLateSuccessGoesBackByItselfOnce"),
            that("who slept past its lease before it sent sends all the same")
                    .in(
                            "../CallFlow.java",
                            "if (call.work() == Work.SEND && now()",
                            "if (call.work() == Work.WAIT && now()")
                    .isCaughtBy("payments.LostAnswerTest#F19_aWorkerThatSleptPastItsLeaseBeforeItSentSendsNothing"),
            that("an older message puts off the end of what was captured in full")
                    .in(
                            "../payment/Lifecycle.java",
                            "payment.captured().equals(payment.amount()) ? Optional.of(terms.now()) : payment",
                            "payment.captured().equals(payment.id()) ? Optional.of(terms.now()) : payment")
                    .isCaughtBy("payments.TwoPhasesTest#F36_anOlderMessageDoesNotPutOffTheEndOfWhatWasCapturedInFull"),
            that("a difference is not recorded")
                    .in(
                            "sql/Remedying.java",
                            "if (!stories.differs(handle, difference)\n",
                            "if (difference.moved().isPositive()\n")
                    .isCaughtBy(SIMULATION),
            that("nobody notices that an order is paid twice")
                    .in(
                            "sql/Settlement.java",
                            ".flatMap(order -> paidOrders.pay(handle, order, verdict.next()))",
                            ".flatMap(order -> paidOrders.pay(handle, order, verdict.next()).filter(String::isEmpty))")
                    .isCaughtBy("payments.DifferencesTest#F31_anOrderIsPaidOnceThoughTwoChannelsCollectForIt"),
            that("a channel's fee is not booked")
                    .in(
                            "chart/PaymentPostings.java",
                            "return payment.receipt()\n                .map(Receipt::fee)",
                            "return payment.receipt()\n                .filter(receipt -> receipt.transactionId().isEmpty())\n                .map(Receipt::fee)")
                    .isCaughtBy("payments.PaymentRulesTest#theFeesOfAChannelAreBookedForTopUpsWithdrawalsAndRefunds"),
            that("a channel's fee is booked on the wrong side")
                    .in(
                            "chart/StandardRules.java",
                            "debit(CLEARING, \"net\"), debit(FEES, \"fee\"), credit(INTO, \"gross\")",
                            "debit(CLEARING, \"gross\"), credit(FEES, \"fee\"), credit(INTO, \"net\")")
                    .isCaughtBy("payments.PaymentRulesTest#theFeesOfAChannelAreBookedForTopUpsWithdrawalsAndRefunds"),
            that("what comes to nothing keeps its hold")
                    .in(
                            "sql/Settlement.java",
                            "        if (ended.from().isPresent()) {\n            bookings.release",
                            "        if (ended.from().isPresent() && ended.cancelRequested()) {\n            bookings.release")
                    .isCaughtBy(SIMULATION),
            that("what never comes to its end needs nobody")
                    .in(
                            "../payment/Lifecycle.java",
                            "? Verdict.settled(next.with(Attention.STUCK))",
                            "? Verdict.settled(next)")
                    .isCaughtBy(SIMULATION),
            that("what the payer may still pay is ended without asking the channel")
                    .in(
                            "../payment/Lifecycle.java",
                            "closable ? Work.CLOSE : Work.QUERY",
                            "closable ? Work.LAPSE : Work.QUERY")
                    .isCaughtBy(
                            "payments.PaymentFormsTest#aPayerWhoNeverActsLetsThePaymentExpireAfterTheChannelClosedIt"),
            that("a request that is repeated is another payment")
                    .in(
                            "sql/Acceptor.java",
                            "if (!references.take(handle, payment)) {",
                            "if (!references.take(handle, payment) && payment.id() == null) {")
                    .isCaughtBy("payments.PaymentFormsTest#aRepeatIsTheSamePayment"),
            that("a reference may be used again for something else")
                    .in(
                            "sql/Acceptor.java",
                            "if (!bearer.fingerprint().equals(request.fingerprint())) {",
                            "if (bearer.fingerprint().isEmpty()) {")
                    .isCaughtBy("payments.AbuseTest#A07_theSameReferenceForOtherContentIsAConflict"),
            that("payments of another scope are found")
                    .in(
                            "sql/PaymentTable.java",
                            "SELECT + \"where payment_id = :id and scope = :scope\"",
                            "SELECT + \"where payment_id = :id and (scope = :scope or 1 = 1)\"")
                    .isCaughtBy("payments.AbuseTest#A08_A12_scopesNeitherShareReferencesNorSeeEachOther"),
            that("what was paid out and came back is not booked")
                    .in(
                            "../payment/Lifecycle.java",
                            "if (succeeded && denied && payment.leavesBooks()) {",
                            "if (succeeded && denied && payment.leavesBooks() && payment.cancelRequested()) {")
                    .isCaughtBy("payments.ResolutionTest#aPayoutThatComesBackIsBookedBack"),
            that("an authorization waits for its captures for ever")
                    .in(
                            "../CallFlow.java",
                            "ladder.next(call.tries(), call.payment().id().value(), now), why);",
                            "Optional.of(now.plusSeconds(3600)), why);")
                    .in(
                            "../CallFlow.java",
                            "import java.time.temporal.ChronoUnit;",
                            "import java.time.temporal.ChronoUnit;\nimport java.util.Optional;")
                    .isCaughtBy(
                            "payments.TwoPhasesTest#I11_anAuthorizationWhoseCaptureNeverEndsNeedsAPersonAndGoesOnWhenOneHasDecided"),
            that("a listener that throws is not told again")
                    .in(
                            "../DeliverFlow.java",
                            "            letter.untaken().record(now, retryAt, thrown.toString());\n            return false;",
                            "            return true;")
                    .isCaughtBy("payments.ListenersTest#F41_eachListenerHasItsOwnTriesAndItsOwnDeadLetter"));

    /** Those of which every build tries to catch one, the others on demand. */
    static final List<PlantedBug> IN_EVERY_BUILD = ALL.stream()
            .filter(bug -> !bug.tests().contains(SIMULATION))
            .limit(5)
            .toList();

    private PaymentBugs() {}
}
