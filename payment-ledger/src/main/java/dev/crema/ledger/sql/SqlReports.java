package dev.crema.ledger.sql;

import dev.crema.context.Reference;
import dev.crema.context.Scope;
import dev.crema.failure.InvalidRequestException;
import dev.crema.failure.NotFoundException;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Notes;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.ledger.report.Closing;
import dev.crema.ledger.report.Export;
import dev.crema.ledger.report.JournalPage;
import dev.crema.ledger.report.Reports;
import dev.crema.ledger.report.Span;
import dev.crema.ledger.report.Statement;
import dev.crema.ledger.report.TrialBalance;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/** The reports of one scope on a database. */
final class SqlReports implements Reports {
    private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(9999, 12, 30);

    private final Database database;
    private final AccountTable accounts;
    private final Closings closings;
    private final Clock clock;
    private final Scope scope;

    SqlReports(Database database, Clock clock, Scope scope) {
        this.database = database;
        this.accounts = new AccountTable(database.dialect());
        this.closings = new Closings(database.dialect());
        this.clock = clock;
        this.scope = scope;
    }

    @Override
    public Money balanceAt(AccountId account, Instant at) {
        return database.read(handle -> BalanceHistory.at(handle, scope, account, at));
    }

    @Override
    public Money balanceAfter(AccountId account, long number) {
        requireNumber("number", number);
        return database.read(handle -> {
            Account whose = open(handle, account);
            long minor = number == 0
                    ? 0
                    : EntryPlace.behind(handle, scope, whose, number).balanceMinor();
            return StatementPages.money(whose, minor);
        });
    }

    private Account open(Handle handle, AccountId account) {
        return accounts.find(handle, scope, account)
                .orElseThrow(() -> SqlAccounts.notOpen(account))
                .account();
    }

    private static void requireNumber(String field, long number) {
        if (number < 0) {
            throw new InvalidRequestException(field, number + " is no number of an entry; they are counted from 1");
        }
    }

    @Override
    public Money balanceOn(AccountId account, LocalDate day) {
        requireDay("day", day);
        return database.read(handle -> BalanceHistory.on(handle, scope, account, day));
    }

    private static void requireDay(String field, LocalDate day) {
        if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
            throw new InvalidRequestException(field, day + " is not between " + EARLIEST + " and " + LATEST);
        }
    }

    @Override
    public Statement statement(AccountId account, Span span, long after, int most) {
        requireNumber("after", after);
        SqlAccounts.requireMost(most);
        return database.read(handle -> StatementPages.page(handle, scope, open(handle, account), span, after, most));
    }

    @Override
    public JournalPage journals(Span span, String after, int most) {
        SqlAccounts.requireMost(most);
        return database.read(handle -> JournalPages.booked(handle, scope, span, after, most));
    }

    @Override
    public JournalPage journalsOf(AccountId account, String after, int most) {
        SqlAccounts.requireMost(most);
        return database.read(handle -> {
            return JournalPages.ofAccount(handle, scope, open(handle, account), after, most);
        });
    }

    @Override
    public JournalPage journalsNoted(String name, String content, String after, int most) {
        SqlAccounts.requireMost(most);
        Notes.sound(Map.of(name, content));
        return database.read(handle -> JournalPages.noted(handle, scope, name, content, after, most));
    }

    @Override
    public List<PostedJournal> correctionsOf(Reference original) {
        return database.read(handle -> JournalTies.correctionsOf(handle, scope, original));
    }

    @Override
    public Optional<PostedJournal> correctedBy(Reference correction) {
        return database.read(handle -> JournalTies.correctedBy(handle, scope, correction));
    }

    @Override
    public Optional<PostedJournal> linkedTo(Reference journal) {
        return database.read(handle -> JournalTies.linkedTo(handle, scope, journal));
    }

    @Override
    public TrialBalance trialBalanceAt(Instant at) {
        return database.read(handle -> BalanceHistory.allAt(handle, scope, at));
    }

    @Override
    public TrialBalance trialBalanceOn(LocalDate day) {
        requireDay("day", day);
        return database.read(handle -> BalanceHistory.allOn(handle, scope, day));
    }

    @Override
    public Closing close(LocalDate through) {
        requireDay("through", through);
        Instant now = clock.instant();
        if (!through.isBefore(LocalDate.ofInstant(now, ZoneOffset.UTC))) {
            throw new InvalidRequestException("through", through + " is not over yet in UTC; close an earlier day");
        }
        return database.writeApart(handle -> closings.close(handle, scope, through, now));
    }

    @Override
    public List<Closing> closings() {
        return database.read(handle -> Closings.all(handle, scope));
    }

    @Override
    public TrialBalance carried(LocalDate endsOn) {
        requireDay("endsOn", endsOn);
        return database.read(handle -> {
            if (Closings.find(handle, scope, endsOn).isEmpty()) {
                throw new NotFoundException("endsOn: no closed period ends on " + endsOn);
            }
            return BalanceHistory.allCarried(handle, scope, endsOn);
        });
    }

    @Override
    public void export(Export to, LongConsumer progress) {
        database.readSnapshot(handle -> {
            try {
                new Exporting(handle, scope, to, progress).run();
                return to;
            } catch (IOException e) {
                throw new UncheckedIOException("the books could not be written out", e);
            }
        });
    }
}
