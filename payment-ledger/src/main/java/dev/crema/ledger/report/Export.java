package dev.crema.ledger.report;

import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.io.IOException;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * A form in which books are written out. Told of everything once, from top to bottom, by one thread: the beginning, all
 * accounts, all journals in the order of booking, what was carried over at each closing, the end. Closes nothing that it
 * writes to.
 */
public interface Export {
    /** One line for each entry, for spreadsheets and warehouses; see {@link CsvExport}. */
    static Export csv(Appendable to) {
        return new CsvExport(to);
    }

    /** Plain text for Beancount; see {@link BeancountExport}. */
    static Export beancount(Appendable to) {
        return new BeancountExport(to);
    }

    /** Plain text for Ledger and hledger; see {@link LedgerExport}. */
    static Export ledger(Appendable to) {
        return new LedgerExport(to);
    }

    /**
     * The beginning.
     *
     * @param first a day on or before the first to which a journal counts
     */
    void begin(LocalDate first) throws IOException;

    /** An account, in the order of their names. */
    void account(Account account) throws IOException;

    /**
     * A journal.
     *
     * @param ties which others it corrects or was posted with
     * @param kinds of all accounts it touches
     */
    void journal(PostedJournal journal, Ties ties, Function<AccountId, AccountKind> kinds) throws IOException;

    /**
     * What an account carried over from a closed period; not told of where that was nothing.
     *
     * @param endsOn the last day of the period
     * @param balance debits counted as positive
     */
    void carried(AccountId account, AccountKind kind, LocalDate endsOn, Money balance) throws IOException;

    /** The end. */
    void end() throws IOException;
}
