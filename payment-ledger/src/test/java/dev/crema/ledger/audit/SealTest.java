package dev.crema.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.InvalidRequestException;
import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.audit.Finding.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the chains alone cannot tell, seals do. */
@OnEachDatabase
class SealTest {
    private final TestDatabase database;

    SealTest(TestDatabase database) {
        this.database = database;
    }

    /** Takes the last journal back as if it had never been, in both of its accounts. */
    private static void cutOff(TamperedBooks books, String reference) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (String account : List.of("wallet:bob", "fees")) {
            long number = books.entry(reference, account).number();
            String there = " where {scope} and account = '" + account + "'";
            statements.add("delete from crema_entry" + there + " and number = " + number);
            String last = " from crema_entry" + there + " and number = " + (number - 1) + ")";
            statements.add(
                    "update crema_account set entry_count = entry_count - 1, balance_minor = (select balance_minor"
                            + last + ", last_hash = (select hash" + last + ", last_booked_at = (select booked_at" + last
                            + there);
        }
        statements.add("delete from crema_journal where {scope} and reference = '" + reference + "'");
        books.tamper(statements.toArray(String[]::new));
    }

    @Test
    void I14_aTailThatWasCutOffShowsByTheSealAndOnlyByIt() throws SQLException {
        TamperedBooks never = new TamperedBooks(database);
        cutOff(never, "last");
        assertThat(never.verify().first()).as("nothing knows of it").isEmpty();

        TamperedBooks sealed = new TamperedBooks(database);
        long number = sealed.entry("last", "fees").number();
        sealed.ledger.audit().seal();
        cutOff(sealed, "last");
        Finding found = sealed.verify().first().orElseThrow();
        assertThat(found.kind()).isEqualTo(Kind.ENTRY_MISSING);
        assertThat(found.account()).isEqualTo("fees");
        assertThat(found.number()).isEqualTo(number);
    }

    @Test
    void I14_aSealThatWasPublishedShowsThatTheSealsWereCutOffToo() throws SQLException {
        TamperedBooks books = new TamperedBooks(database);
        Seal published = books.ledger.audit().seal();
        assertThat(books.ledger.audit().verify(published, Progress.NONE).first())
                .isEmpty();

        cutOff(books, "last");
        books.tamper("delete from crema_seal_head where {scope}", "delete from crema_seal where {scope}");
        assertThat(books.verify().first())
                .as("nothing in the database knows of it")
                .isEmpty();
        Finding found =
                books.ledger.audit().verify(published, Progress.NONE).first().orElseThrow();
        assertThat(found.kind()).isEqualTo(Kind.SEAL_BROKEN);
        assertThat(found.expected()).isEqualTo("seal 1");

        books.ledger.audit().seal();
        found = books.ledger.audit().verify(published, Progress.NONE).first().orElseThrow();
        assertThat(found.kind()).isEqualTo(Kind.SEAL_BROKEN);
        assertThat(found.expected()).contains(published.hash());
    }

    @Test
    void I14_anAccountRemovedWithAllOfItsEntriesShows() throws SQLException {
        TamperedBooks books = new TamperedBooks(database);
        books.ledger.audit().seal();
        books.tamper(
                "delete from crema_account where {scope} and account = 'dollars'",
                "delete from crema_entry where {scope} and account = 'dollars'");
        Finding found = books.verify().first().orElseThrow();
        assertThat(found.account()).isEqualTo("dollars");
        assertThat(found.number()).isEqualTo(1);
        assertThat(found.kind()).isEqualTo(Kind.ENTRY_MISSING);
    }

    @Test
    void I14_aSealThatWasChangedIsNamed() throws SQLException {
        for (String tampering : List.of(
                "update crema_seal set number = 3 where {scope} and number = 2",
                "delete from crema_seal where {scope} and number = 1",
                "update crema_seal set hash = previous_hash where {scope} and number = 2",
                "update crema_seal set previous_hash = hash where {scope} and number = 2",
                "update crema_seal set heads = heads - 1 where {scope} and number = 2",
                "update crema_seal set sealed_at = sealed_at + interval '1' day where {scope} and number = 1",
                "delete from crema_seal_head where {scope} and seal = 2 and account = 'fees'",
                "update crema_seal_head set entry_count = entry_count - 1 where {scope} and seal = 2 and account = 'fees'",
                "update crema_seal_head set hash = (select last_hash from crema_account where {scope} and account = 'bank')"
                        + " where {scope} and seal = 2 and account = 'fees'")) {
            TamperedBooks books = new TamperedBooks(database);
            books.ledger.audit().seal();
            books.move("after", "wallet:bob", "fees", "1.00");
            books.ledger.audit().seal();
            assertThat(books.verify().first()).isEmpty();
            books.tamper(tampering);
            assertThat(books.verify().first())
                    .as(tampering)
                    .hasValueSatisfying(it -> assertThat(it.kind()).isEqualTo(Kind.SEAL_BROKEN));
        }
    }

    @Test
    void aSealIsMadeOfWhatChangedSinceTheLastOne() {
        TamperedBooks books = new TamperedBooks(database);
        Audit audit = books.ledger.audit();
        assertThat(audit.lastSeal()).isEmpty();
        Seal first = audit.seal();
        assertThat(first.number()).isEqualTo(1);
        assertThat(audit.seal()).as("nothing was booked since").isEqualTo(first);
        books.move("after", "wallet:bob", "fees", "1.00");
        Seal second = audit.seal();
        assertThat(second.number()).isEqualTo(2);
        assertThat(audit.lastSeal()).contains(second);
        assertThat(Seal.parse(second.toString())).isEqualTo(second);
        VerifyReport report = audit.verify(first, Progress.NONE);
        assertThat(report.first()).as("an older seal stands as well").isEmpty();
        assertThat(report.seals()).isEqualTo(2);
    }

    @Test
    void aScopeWithoutBooksCanBeSealedAndProven() {
        TamperedBooks books = new TamperedBooks(database);
        Audit empty = books.ledger.in(database.scope()).audit();
        Seal seal = empty.seal();
        assertThat(empty.seal()).isEqualTo(seal);
        assertThat(empty.verify(seal, Progress.NONE).first()).isEmpty();
        assertThatThrownBy(() -> empty.verify(books.ledger.audit().seal(), Progress.NONE))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Seal.parse("crema-seal-1 default 1")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void F16_manySealAndPostAtOnceAndTheBooksStayClean() throws Exception {
        TamperedBooks books = new TamperedBooks(database);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<List<Seal>>> sealers = new ArrayList<>();
            List<Future<?>> posters = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                posters.add(threads.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        books.move(thread + "-" + i, thread % 2 == 0 ? "bank" : "wallet:bob", "fees", "0.01");
                    }
                }));
            }
            for (int t = 0; t < 2; t++) {
                sealers.add(threads.submit(() -> {
                    List<Seal> seals = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        seals.add(books.ledger.audit().seal());
                        assertThat(books.verify().first()).isEmpty();
                    }
                    return seals;
                }));
            }
            List<Seal> seals = new ArrayList<>();
            for (Future<List<Seal>> sealer : sealers) {
                seals.addAll(sealer.get());
            }
            for (Future<?> poster : posters) {
                poster.get();
            }
            long last = books.ledger.audit().lastSeal().orElseThrow().number();
            assertThat(seals.stream().map(Seal::number).distinct().sorted())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList());
            for (Seal seal : seals) {
                assertThat(books.ledger.audit().verify(seal, Progress.NONE).first())
                        .isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
