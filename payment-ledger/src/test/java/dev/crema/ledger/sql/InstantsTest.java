package dev.crema.ledger.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.crema.books.HostTransaction;
import dev.crema.context.Scope;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.journal.Journal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process, the session and the driver stand in zones with summer time; the books do not notice. */
@OnEachDatabase
class InstantsTest {
    private final TimeZone before = TimeZone.getDefault();
    private final TestDatabase server;
    private final Scope scope;

    InstantsTest(TestDatabase server) {
        this.server = server;
        this.scope = server.scope();
    }

    @BeforeEach
    void theProcessIsInNewYork() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void andReturns() {
        TimeZone.setDefault(before);
    }

    /** The last does not exist on a clock of New York, the first exists twice there, and so do both in Berlin. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-01T01:30:00.123456Z",
                "2026-11-01T05:30:00Z",
                "2026-10-25T02:30:00.000001Z",
                "2026-03-29T02:30:00Z",
                "2026-03-08T02:30:00.999999Z"
            })
    void anInstantIsReadAsItWasWrittenAndStandsInUtc(Instant at) {
        AccountId bank = new AccountId("bank:" + at.toEpochMilli());
        try (HikariDataSource pool = server.pool(config -> {
            if (server.kind() == TestDatabase.Kind.MARIADB) {
                config.setJdbcUrl(
                        config.getJdbcUrl()
                                + "?connectionTimeZone=Europe/Berlin&forceConnectionTimeZoneToSession=false&preserveInstants=true");
            }
        })) {
            Database database = Database.on(pool, HostTransaction.NONE);
            Schema.of(database).create();
            SqlLedger ledger = new SqlLedger(database, Clock.fixed(at, ZoneOffset.UTC));
            new SqlLedger(database, Clock.fixed(at.minusSeconds(1), ZoneOffset.UTC))
                    .open(
                            scope,
                            List.of(Account.asset(bank.path(), "CNY"), Account.equity(bank.path() + ":own", "CNY")));
            Money one = Money.of("CNY", "1.00");
            ledger.post(
                    scope,
                    Journal.of("j-" + at.toEpochMilli())
                            .debit(bank.path(), one)
                            .credit(bank.path() + ":own", one)
                            .balanced());

            assertThat(ledger.entries(scope, bank, 0, 9))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.bookedAt()).isEqualTo(at));
            String stored = database.read(handle -> handle.select(
                            "select cast(booked_at as char(40)) from crema_entry where account = ?", bank.path())
                    .mapTo(String.class)
                    .one());
            assertThat(stored).isNotBlank();
            if (server.kind() == TestDatabase.Kind.MARIADB) {
                assertThat(Instant.parse(stored.replace(' ', 'T') + "Z")).isEqualTo(at);
            }
        }
    }
}
