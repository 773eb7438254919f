package dev.crema.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.SettableClock;
import dev.crema.books.HostTransaction;
import dev.crema.context.Reference;
import dev.crema.failure.InvalidStateException;
import dev.crema.ledger.CountedDataSource;
import dev.crema.ledger.Ledger;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.TestHost;
import dev.crema.ledger.account.Account;
import dev.crema.ledger.account.AccountKind;
import dev.crema.ledger.journal.Journal;
import dev.crema.ledger.journal.PostedJournal;
import dev.crema.money.AccountId;
import dev.crema.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code -Dcrema.export.to=...} names a directory that the exports are kept in, to be read by the real programs. */
@OnEachDatabase
class ExportTest {
    private final TestDatabase database;
    private final SettableClock clock = SettableClock.at("2026-10-31T10:00:00Z");
    private Ledger ledger;

    ExportTest(TestDatabase database) {
        this.database = database;
        Ledger.createOn(database.dataSource());
    }

    @BeforeEach
    void books() {
        clock.set(Instant.parse("2026-10-31T10:00:00Z"));
        ledger = Ledger.on(database.dataSource(), HostTransaction.NONE, clock).in(database.scope());
        ledger.open(
                Account.asset("bank", "CNY"),
                Account.asset("stock", "BEANS/0"),
                Account.expense("used", "BEANS/0"),
                Account.liability("wallet:ann_b.c", "CNY"));
        clock.advance(Duration.ofHours(1));
        ledger.post(Journal.of("order-1")
                .kind("top-up")
                .describedAs("=cmd|' /C calc'!A0, \"two\" ; coffees\n咖啡")
                .debit("bank", Money.of("CNY", "20.00"))
                .credit("wallet:ann_b.c", Money.of("CNY", "20.00"))
                .balanced());
        clock.advance(Duration.ofDays(1));
        ledger.post(Journal.of("beans:1")
                .debit("used", Money.of("BEANS/0", "7"))
                .credit("stock", Money.of("BEANS/0", "7"))
                .effectiveOn(LocalDate.parse("2026-10-30"))
                .balanced());
        ledger.reports().close(LocalDate.parse("2026-10-31"));
    }

    @Test
    void theBooksAreWrittenAsCommaSeparatedValues() {
        StringBuilder csv = new StringBuilder();
        ledger.reports().export(Export.csv(csv));
        assertThat(csv.toString())
                .isEqualTo("booked_at,effective_on,reference,kind,description,leg,account,account_kind,number,debit,"
                        + "credit,balance,currency,reverses,adjusts,linked_to\r\n"
                        + "2026-10-31T11:00:00Z,2026-10-31,order-1,top-up,"
                        + "\"'=cmd|' /C calc'!A0, \"\"two\"\" ; coffees\n咖啡\",1,bank,ASSET,1,20.00,,20.00,CNY,,,\r\n"
                        + "2026-10-31T11:00:00Z,2026-10-31,order-1,top-up,"
                        + "\"'=cmd|' /C calc'!A0, \"\"two\"\" ; coffees\n咖啡\",2,wallet:ann_b.c,LIABILITY,1,,20.00,-20.00,"
                        + "CNY,,,\r\n"
                        + "2026-11-01T11:00:00Z,2026-10-30,beans:1,journal,,1,used,EXPENSE,1,7,,7,BEANS/0,,,\r\n"
                        + "2026-11-01T11:00:00Z,2026-10-30,beans:1,journal,,2,stock,ASSET,1,,7,-7,BEANS/0,,,\r\n");
    }

    @Test
    void theBooksAreWrittenForBeancount() throws IOException {
        StringBuilder text = new StringBuilder();
        ledger.reports().export(Export.beancount(text));
        keep("books.beancount", text);
        assertThat(text.toString()).isEqualTo("""
                option "title" "Books"

                2026-10-30 commodity CNY
                  unit: "CNY"
                2026-10-30 open Assets:Bank CNY
                  path: "bank"
                2026-10-30 commodity BEANS-0
                  unit: "BEANS/0"
                2026-10-30 open Assets:Stock BEANS-0
                  path: "stock"
                2026-10-30 open Expenses:Used BEANS-0
                  path: "used"
                2026-10-30 open Liabilities:Wallet:Ann--5Fb--2Ec CNY
                  path: "wallet:ann_b.c"

                2026-10-31 * "=cmd|' /C calc'!A0, \\"two\\" ; coffees\\n咖啡"
                  reference: "order-1"
                  kind: "top-up"
                  booked: "2026-10-31T11:00:00Z"
                  Assets:Bank  20.00 CNY
                  Liabilities:Wallet:Ann--5Fb--2Ec  -20.00 CNY

                2026-10-30 * ""
                  reference: "beans:1"
                  kind: "journal"
                  booked: "2026-11-01T11:00:00Z"
                  Expenses:Used  7 BEANS-0
                  Assets:Stock  -7 BEANS-0

                2026-11-01 balance Assets:Bank  20.00 CNY
                2026-11-01 balance Assets:Stock  -7 BEANS-0
                2026-11-01 balance Expenses:Used  7 BEANS-0
                2026-11-01 balance Liabilities:Wallet:Ann--5Fb--2Ec  -20.00 CNY
                """);
    }

    @Test
    void theBooksAreWrittenForLedgerAndHledger() throws IOException {
        StringBuilder text = new StringBuilder();
        ledger.reports().export(Export.ledger(text));
        keep("books.ledger", text);
        assertThat(text.toString()).isEqualTo("""
                ; Debits are positive. The second date of a transaction is the day it counts to.

                tag kind
                tag booked
                tag reverses
                tag adjusts
                tag linked-to
                commodity CNY
                account Assets:bank
                commodity "BEANS/0"
                account Assets:stock
                account Expenses:used
                account Liabilities:wallet:ann_b.c

                2026-10-31 * (order-1) =cmd|' /C calc'!A0, "two" ； coffees 咖啡
                    ; kind: top-up
                    ; booked: 2026-10-31T11:00:00Z
                    Assets:bank  20.00 CNY
                    Liabilities:wallet:ann_b.c  -20.00 CNY

                2026-11-01=2026-10-30 * (beans:1) journal
                    ; kind: journal
                    ; booked: 2026-11-01T11:00:00Z
                    Expenses:used  7 "BEANS/0"
                    Assets:stock  -7 "BEANS/0"
                """);
    }

    @Test
    void correctionsAndLinksAreNamedByReference() throws IOException {
        ledger.postLinked(List.of(deposit("one"), deposit("two"), deposit("three")));
        ledger.adjust(new Reference("two"), deposit("a-bit-more"));
        ledger.reverse(new Reference("one"), new Reference("undo-one"));

        StringBuilder csv = new StringBuilder();
        ledger.reports().export(Export.csv(csv));
        assertThat(tied(csv))
                .containsExactly("one,,,", "two,,,one", "three,,,one", "a-bit-more,,two,", "undo-one,one,,");
        StringBuilder beancount = new StringBuilder();
        ledger.reports().export(Export.beancount(beancount));
        keep("ties.beancount", beancount);
        assertThat(beancount.toString())
                .containsSubsequence("reference: \"one\"", "reference: \"two\"", "linked-to: \"one\"")
                .containsSubsequence("reference: \"three\"", "linked-to: \"one\"")
                .containsSubsequence("reference: \"a-bit-more\"", "adjusts: \"two\"")
                .containsSubsequence("reference: \"undo-one\"", "reverses: \"one\"");
        StringBuilder text = new StringBuilder();
        ledger.reports().export(Export.ledger(text));
        keep("ties.ledger", text);
        assertThat(text.toString())
                .containsSubsequence("(two)", "; linked-to: one", "(three)", "; linked-to: one")
                .containsSubsequence("(a-bit-more)", "; adjusts: two", "(undo-one)", "; reverses: one");
    }

    /** The first line of each journal: its reference and its ties. */
    private static List<String> tied(CharSequence csv) {
        return csv.toString()
                .lines()
                .filter(line -> line.contains(",1,bank,") && !line.contains("top-up") && !line.contains("咖啡"))
                .map(line -> line.split(",", -1))
                .map(cells -> cells[2] + "," + String.join(",", List.of(cells).subList(13, 16)))
                .toList();
    }

    @Test
    void anExportAsksTheDatabaseAsOftenForTiedJournalsAsForOthers() {
        for (int i = 0; i < 100; i++) {
            ledger.post(deposit("d-" + i));
        }
        int plain = statementsOfAnExport();
        List<Journal> linked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            linked.add(deposit("l-" + i));
        }
        ledger.postLinked(linked);
        for (int i = 0; i < 40; i++) {
            ledger.reverse(new Reference("d-" + i), new Reference("u-" + i));
        }
        assertThat(statementsOfAnExport()).isLessThanOrEqualTo(plain + 1);
    }

    private int statementsOfAnExport() {
        CountedDataSource counted = new CountedDataSource(database.dataSource());
        Ledger asked = Ledger.on(counted, HostTransaction.NONE, clock).in(database.scope());
        CountedDataSource.Counts before = counted.counts();
        asked.reports().export(Export.csv(new StringBuilder()), written -> {});
        return counted.counts().since(before).statements();
    }

    private void keep(String name, CharSequence text) throws IOException {
        String directory = System.getProperty("crema.export.to");
        if (directory != null) {
            Files.writeString(Path.of(directory, database + "-" + name), text);
        }
    }

    @Test
    void A28_whatASpreadsheetWouldRunIsMadeText() {
        List<String> harmful = List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "'x", "\r=1");
        for (int i = 0; i < harmful.size(); i++) {
            ledger.post(Journal.of("h-" + i)
                    .describedAs(harmful.get(i))
                    .debit("bank", Money.of("CNY", "1.00"))
                    .credit("wallet:ann_b.c", Money.of("CNY", "1.00"))
                    .balanced());
        }
        StringBuilder csv = new StringBuilder();
        ledger.reports().export(Export.csv(csv));
        for (String text : harmful) {
            boolean quoted = text.contains("\r");
            assertThat(csv.toString()).contains(quoted ? ",\"'" + text + "\"," : ",'" + text + ",");
        }
    }

    @Test
    void anExportIsOfOneMomentHoweverMuchIsBookedMeanwhile() {
        for (int i = 0; i < 450; i++) {
            clock.advance(Duration.ofSeconds(i % 50 == 0 ? 3600 : 1));
            ledger.post(deposit("d-" + i));
        }
        List<Long> progress = new ArrayList<>();
        Lines lines = new Lines();
        ledger.reports().export(lines, written -> {
            ledger.post(deposit("meanwhile-" + progress.size()));
            progress.add(written);
        });
        assertThat(progress).containsExactly(200L, 400L, 452L);
        assertThat(lines.references).hasSize(452).doesNotHaveDuplicates();
        assertThat(lines.references).noneMatch(reference -> reference.startsWith("meanwhile"));
        assertThat(ledger.balance("bank").balance()).isEqualTo(Money.of("CNY", "473.00"));
    }

    private static Journal deposit(String reference) {
        return Journal.of(reference)
                .debit("bank", Money.of("CNY", "1.00"))
                .credit("wallet:ann_b.c", Money.of("CNY", "1.00"))
                .balanced();
    }

    /** A form of one's own: the references only. */
    private static final class Lines implements Export {
        private final List<String> references = new ArrayList<>();

        @Override
        public void begin(LocalDate first) {}

        @Override
        public void account(Account account) {}

        @Override
        public void journal(PostedJournal journal, Ties ties, Function<AccountId, AccountKind> kinds) {
            references.add(journal.reference().value());
        }

        @Override
        public void carried(AccountId account, AccountKind kind, LocalDate endsOn, Money balance) {}

        @Override
        public void end() {}
    }

    @Test
    void anExportThatCannotBeWrittenSaysSo() throws SQLException {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> ledger.reports().export(Export.csv(full))).isInstanceOf(UncheckedIOException.class);

        TestHost host = new TestHost(database.dataSource());
        Ledger hosted = Ledger.on(host, host, clock);
        host.begin();
        assertThatThrownBy(() -> hosted.reports().export(Export.csv(full))).isInstanceOf(InvalidStateException.class);
        assertThatThrownBy(() -> hosted.reports().close(LocalDate.parse("2026-10-01")))
                .isInstanceOf(InvalidStateException.class);
        host.rollBack();
    }

    @Test
    void noTwoPathsHaveOneNameInBeancount() {
        List<String> segments = List.of(
                "a", "A", "x", "X", "-", "_", ".", "a-b", "a--b", "a-", "-a", "a_b", "a.b", "a-.b", "a.-b", "X--41",
                "x--41", "x-", "x.a", ".a", "1", "1-1", "a--2Eb", "X----41", "W", "xW", "Wallet", "wallet", "-A",
                "a-2Db");
        Set<String> names = new HashSet<>();
        for (String segment : segments) {
            String name = BeancountExport.name(AccountKind.ASSET, new AccountId(segment));
            assertThat(name).matches("Assets:[A-Z0-9][A-Za-z0-9-]*");
            names.add(name);
        }
        assertThat(names).hasSize(segments.size());
    }
}
