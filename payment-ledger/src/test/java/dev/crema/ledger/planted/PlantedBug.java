package dev.crema.ledger.planted;

import java.util.ArrayList;
import java.util.List;

/**
 * A bug as somebody could make it: a text in a source, another in its place, and the tests of which one must fail then. If
 * the text is no longer there, the bug has to be planted anew where its code went.
 *
 * @param name a sentence about the broken ledger
 * @param changes where and what
 * @param tests as {@code sql.LaneTest#method}, below {@code dev.crema.ledger}
 */
record PlantedBug(String name, List<Change> changes, List<String> tests) {
    /**
     * A text in a source, which is there once, and what stands there instead. The source is named from {@code
     * dev.crema.ledger} on, one of the core by {@code ../}.
     */
    record Change(String source, String text, String instead) {}

    static PlantedBug that(String name) {
        return new PlantedBug(name, List.of(), List.of());
    }

    PlantedBug in(String source, String text, String instead) {
        List<Change> more = new ArrayList<>(changes);
        more.add(new Change(source, text, instead));
        return new PlantedBug(name, List.copyOf(more), tests);
    }

    PlantedBug isCaughtBy(String... catching) {
        return new PlantedBug(name, changes, List.of(catching));
    }

    @Override
    public String toString() {
        return name;
    }

    static final List<PlantedBug> ALL = List.of(
            that("an update is lost: it does not ask whether the row is as it was read")
                    .in(
                            "sql/BatchSql.java",
                            "balance_minor = ? and held_minor = ? and entry_count = ? and terms = ?",
                            "(true or balance_minor = ? or held_minor = ? or entry_count = ? or terms = ?)")
                    .in("sql/H2Batch.java", "connection, UPDATE_ACCOUNT", "connection, BatchSql.UPDATE_ACCOUNT")
                    .isCaughtBy("sql.GroupCommitTest#whatChangedSinceItWasReadIsNotWrittenOver"),
            that("the accounts are checked outside of their locks")
                    .in(
                            "sql/BatchSql.java",
                            "from crema_account where scope = ? and account = ? for update\"",
                            "from crema_account where scope = ? and account = ?\"")
                    .in("sql/H2Batch.java", "LOCK_ONE + \" skip locked\"", "LOCK_ONE")
                    .isCaughtBy("sql.GroupCommitTest#ofABatchOnlyThoseAreJudgedWhoseAccountsAreFree"),
            that("accounts are locked in the order of arrival")
                    .in(
                            "sql/H2Batch.java",
                            "for (AccountKey key : accounts) {",
                            "for (AccountKey key : accounts.stream().sorted(java.util.Comparator.reverseOrder()).toList()) {")
                    .isCaughtBy("sql.GroupCommitTest#F43_accountsAreLockedInTheirOrderWhateverTheOrderOfTheRequests"),
            that("half of a batch is written")
                    .in(
                            "sql/H2Batch.java",
                            "for (Writing.EntryRow row : writing.entries) {",
                            "for (Writing.EntryRow row : writing.entries.subList(0, (writing.entries.size() + 1) / 2)) {")
                    .isCaughtBy("sql.GroupCommitTest#aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone"),
            that("a batch that only places and ends holds is not written")
                    .in(
                            "sql/Writing.java",
                            "accounts.isEmpty() && placed.isEmpty() && changed.isEmpty()",
                            "accounts.isEmpty()")
                    .isCaughtBy("sql.GroupCommitTest#aHoldThatIsPlacedAndReleasedInOneBatchIsKept"),
            that("the running balance is one off")
                    .in(
                            "sql/Admission.java",
                            "account.amount(account.balanceAfter(signed))",
                            "account.amount(account.balanceAfter(signed + 1))")
                    .isCaughtBy("LedgerTest#aPostedJournalMovesMoneyFromOneSideToTheOther"),
            that("an entry's number is given twice")
                    .in("sql/AccountRow.java", "AccountKey.inRow(entry.number()),", "entryCount,")
                    .isCaughtBy("LedgerTest#anAccountsEntriesAreReadInPages"),
            that("nobody asks whether a reference was posted before")
                    .in(
                            "sql/Admission.java",
                            "StoredJournal stored = found.journals().get(post.id());",
                            "StoredJournal stored = found.journals().get(null);")
                    .isCaughtBy("LedgerTest#postingAgainIsAnsweredAsTheFirstTime"),
            that("a reference is taken for the same request whatever its content")
                    .in("sql/Admission.java", "if (!first.equals(post.content())) {", "if (first.equals(null)) {")
                    .isCaughtBy("LedgerTest#A07_aReferenceThatWasPostedWithOtherContentIsRefusedWhateverElseIsWrong"),
            that("what was captured of a hold is given back once more when it is released")
                    .in(
                            "sql/Admission.java",
                            "account.held(-hold.left().minor())",
                            "account.held(-hold.amount().minor())")
                    .isCaughtBy("HoldsTest#whatIsLeftAfterAPartIsAvailableAgainOnceWhoeverEndsTheHold"),
            that("the rest of a captured hold stays set aside for ever")
                    .in(
                            "sql/Admission.java",
                            "account.held(-(ends ? hold.left() : taken).minor())",
                            "account.held(-taken.minor())")
                    .isCaughtBy("LedgerTest#aCapturedHoldIsBookedAndItsRestIsAvailableAgain"),
            that("a hold is captured after its time")
                    .in("sql/Admission.java", "filter(end -> !now.isBefore(end))", "filter(end -> now.isBefore(now))")
                    .isCaughtBy("HoldsTest#aHoldWhoseTimeIsOverCannotBeCapturedAndItsRestIsAvailableOnceSwept"),
            that("what is held can be spent")
                    .in(
                            "sql/AccountRow.java",
                            "return Math.subtractExact(normalMinor(), heldMinor);",
                            "return normalMinor();")
                    .isCaughtBy("LedgerTest#A13_moreThanIsAvailableCannotBeDrawn"),
            that("the limit is checked before the booking instead of after it")
                    .in(
                            "sql/Admission.java",
                            "row(key).requireAllowedAfter(before(key));",
                            "before(key).requireAllowedAfter(before(key));")
                    .isCaughtBy("LedgerTest#A13_moreThanIsAvailableCannotBeDrawn"),
            that("what was admitted before a refusal is kept")
                    .in(
                            "sql/Admission.java",
                            "return Outcome.refused(refusal);",
                            "step.keep();\n            return Outcome.refused(refusal);")
                    .isCaughtBy("sql.GroupCommitTest#aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone"),
            that("one refusal fails its whole batch")
                    .in("sql/Admission.java", "return Outcome.refused(refusal);", "throw refusal;")
                    .isCaughtBy("sql.GroupCommitTest#aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone"),
            that("a batch that fails as a whole is not done one by one")
                    .in(
                            "sql/Lane.java",
                            "requests.size() == 1 || isEverybodys(e)",
                            "requests.size() > 0 || isEverybodys(e)")
                    .isCaughtBy("sql.LaneTest#ofABatchThatFailsAsAWholeOnlyTheCulpritFails"),
            that("callers get each other's outcomes")
                    .in("sql/Lane.java", "outcomes.get(i)", "outcomes.get(i - 1)")
                    .isCaughtBy(
                            "sql.LaneTest#allWhoCameMeanwhileAreTheNextBatchInTheOrderOfArrivalAndTheFirstOfThemLeadsIt"),
            that("a batch forgets what it has admitted of a hold")
                    .in("sql/Admission.java", "            holds.putAll(stepHolds);\n", "")
                    .isCaughtBy("sql.GroupCommitTest#aRefusalInABatchLeavesNoTraceAndItsNeighboursAreDone"),
            that("a full queue takes more")
                    .in("sql/Lane.java", "if (waiting.size() >= mostWaiting) {", "if (waiting.size() < 0) {")
                    .isCaughtBy("sql.LaneTest#aFullQueueRefusesClearlyAndTakesMoreOnceThereIsRoom"),
            that("the chain of an account does not advance")
                    .in(
                            "sql/Admission.java",
                            "account.booked(entry, hash)",
                            "account.booked(entry, account.lastHash())")
                    .isCaughtBy("audit.AuditTest#I14_booksThatNobodyTouchedAreClean"),
            that("time runs backwards in an account")
                    .in("sql/Admission.java", "if (!at.isAfter(last)) {", "if (at.equals(last)) {")
                    .isCaughtBy("LedgerTest#F22_timeNeverRunsBackwardsWithinAnAccount"),
            that("a commit without an answer counts as done")
                    .in(
                            "sql/OwnTransaction.java",
                            "throw unknown(e);\n        } catch (RuntimeException e) {",
                            "unknown(e);\n            return;\n        } catch (RuntimeException e) {")
                    .isCaughtBy("sql.DatabaseTest#F10_workThatFindsItselfDoneIsDoneOnceWhereverItsCommitWasLost"),
            that("a commit without an answer is repeated while its locks may still be there")
                    .in(
                            "sql/SqlLedger.java",
                            "return handle -> run(handle, requests, Patience.WAIT, left);",
                            "return handle -> run(handle, requests, Patience.SKIP, left);")
                    .isCaughtBy(
                            "sql.GroupCommitTest#F10_aCommitThatArrivesAfterTheLookUpBeganIsWaitedForAndNeverCalledFailed"),
            that("a refusal that the host catches leaves its half behind")
                    .in(
                            "sql/JoinedTransaction.java",
                            "connection.rollback(start);",
                            "connection.releaseSavepoint(start);")
                    .isCaughtBy("sql.DatabaseTest#F17_aRefusalThatTheHostCatchesLeavesNothingOfOursAndAllOfTheHosts"),
            that("an amount is booked in whatever currency its account has")
                    .in(
                            "sql/AccountRow.java",
                            "if (!amount.currency().equals(account.currency())) {",
                            "if (amount.currency().equals(null)) {")
                    .isCaughtBy("LedgerTest#A05_anAmountInAnotherCurrencyThanItsAccountIsRefused"),
            that("a journal is reversed twice")
                    .in("sql/Found.java", "if (taken.contains(0)) {", "if (taken.contains(null)) {")
                    .isCaughtBy("CorrectionsTest#aJournalIsReversedOnceAndNotAdjustedAfterwards"));
}
