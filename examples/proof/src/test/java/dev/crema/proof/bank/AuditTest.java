package dev.crema.proof.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.Ledger;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** Books that were tampered with, in memory and in a database, and an auditor who has to notice. */
class AuditTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);

    private final Findings findings = new Findings();
    private final Memory memory = new Memory(findings);
    private final Sheets books = new Sheets();
    private final Audit audit = new Audit(books, findings);

    /** Two payments from one wallet to another: right as they stand. */
    AuditTest() {
        journal("r1.a", A, "wallet:00#1=-700>-700,wallet:01#1=700>700", "wallet:00=-700,wallet:01=700");
        journal("r1.b", B, "wallet:00#2=-50>-750,wallet:01#2=50>750", "wallet:00=-50,wallet:01=50");
        books.entries.add(new EntryWalk.Row("wallet:00", 1, A, -700, -700, "noon"));
        books.entries.add(new EntryWalk.Row("wallet:00", 2, B, -50, -750, "noon"));
        books.entries.add(new EntryWalk.Row("wallet:01", 1, A, 700, 700, "noon"));
        books.entries.add(new EntryWalk.Row("wallet:01", 2, B, 50, 750, "noon"));
        books.holds.add(new HoldsInspection.Row("wallet:00", "r1.h", 100, 0, "OPEN"));
        told("hold wallet:00 r1.h 100", "held=100");
    }

    private void journal(String reference, UUID id, String answer, String legs) {
        books.journals.add(new JournalWalk.Row(id, reference, "noon"));
        told("post " + reference + " " + legs, answer + "@noon");
    }

    private void told(String order, String answer) {
        memory.note("asked " + order);
        memory.note("done " + Order.parse(order).key() + " " + answer);
    }

    private List<String> found() {
        audit.inspect(1, memory);
        // Of one wallet that pays what it has not; the books are small.
        return findings.all().stream().filter(it -> !it.contains("I-04")).toList();
    }

    @Test
    void booksThatAreAsEverybodyWasToldAreFine() {
        assertThat(found()).isEmpty();
    }

    @Test
    void I12_aJournalThatWasAcknowledgedAndIsNotThereIsLost() {
        told("post r1.c wallet:00=-1,wallet:01=1", "wallet:00#3=-1>-751,wallet:01#3=1>751@noon");

        assertThat(found()).singleElement().asString().startsWith("LOST I-12 post r1.c");
    }

    @Test
    void I12_anEntryThatWasAcknowledgedAndIsNotThereIsLost() {
        books.entries.remove(3);

        assertThat(found()).anyMatch(it -> it.startsWith("LOST I-12 post r1.b"));
    }

    @Test
    void I12_anEntryThatIsThereTwiceIsDoubled() {
        books.entries.add(new EntryWalk.Row("wallet:01", 3, B, 50, 800, "noon"));

        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED I-12 post r1.b"));
    }

    @Test
    void I12_aReferenceThatIsThereTwiceIsDoubled() {
        books.journals.add(new JournalWalk.Row(new UUID(3, 3), "r1.a", "noon"));

        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED I-12 there are two journals"));
    }

    @Test
    void aJournalThatNobodyAskedForIsDoubled() {
        books.journals.add(new JournalWalk.Row(new UUID(3, 3), "r1.x", "noon"));

        assertThat(found()).singleElement().asString().startsWith("DOUBLED I-12 journal r1.x");
    }

    @Test
    void aJournalThatWasRefusedAndIsThereIsFound() {
        books.journals.add(new JournalWalk.Row(new UUID(3, 3), "r1.x", "noon"));
        memory.note("asked post r1.x wallet:00=-1,wallet:01=1");
        memory.note("refused journal:r1.x INSUFFICIENT_FUNDS");

        assertThat(found()).singleElement().asString().contains("was not to be done");
    }

    @Test
    void twoAnswersToOneOrderAreFound() {
        told("post r1.a wallet:00=-700,wallet:01=700", "wallet:00#9=-700>-700,wallet:01#9=700>700@noon");

        assertThat(found()).singleElement().asString().startsWith("DOUBLED post r1.a");
    }

    @Test
    void I14_aGapInTheNumbersOfAnAccountIsFound() {
        books.entries.set(1, new EntryWalk.Row("wallet:00", 3, B, -50, -750, "noon"));

        assertThat(found()).anyMatch(it -> it.startsWith("LOST I-14 in wallet:00 entry 3 follows entry 1"));
    }

    @Test
    void I14_aNumberThatIsThereTwiceIsFound() {
        books.entries.set(1, new EntryWalk.Row("wallet:00", 1, B, -50, -750, "noon"));

        assertThat(found()).anyMatch(it -> it.startsWith("DOUBLED I-14 in wallet:00 entry 1 follows entry 1"));
    }

    @Test
    void I03_aRunningBalanceThatDoesNotRunIsFound() {
        books.entries.set(1, new EntryWalk.Row("wallet:00", 2, B, -50, -751, "noon"));

        assertThat(found()).anyMatch(it -> it.startsWith("WRONG I-03 in wallet:00 entry 2"));
    }

    @Test
    void I04_aWalletThatWasOverdrawnForAMomentIsFound() {
        audit.inspect(1, memory);

        assertThat(findings.all()).anyMatch(it -> it.startsWith("WRONG I-04 in wallet:01 entry 1 leaves -700"));
    }

    @Test
    void journalsThatComeBeforeOneAnotherAreFound() {
        books.entries.set(2, new EntryWalk.Row("wallet:01", 1, B, 50, 50, "noon"));
        books.entries.set(3, new EntryWalk.Row("wallet:01", 2, A, 700, 750, "noon"));

        assertThat(found()).anyMatch(it -> it.contains("no order of journals explains the entries: 2"));
    }

    @Test
    void I14_anEntryThatWasChangedSinceTheLastRoundIsFound() {
        audit.inspect(1, memory);
        books.entries.set(0, new EntryWalk.Row("wallet:00", 1, A, -700, -700, "one"));

        audit.inspect(2, new Memory(findings));

        assertThat(findings.all()).anyMatch(it -> it.contains("I-14 entries of wallet:00 up to 2"));
    }

    @Test
    void I14_anEntryThatIsGoneSinceTheLastRoundIsLost() {
        audit.inspect(1, memory);
        books.entries.remove(3);

        audit.inspect(2, new Memory(findings));

        assertThat(findings.all()).anyMatch(it -> it.contains("LOST I-14 wallet:01 has 1 entries, and had 2"));
    }

    @Test
    void I14_aJournalThatIsGoneSinceTheLastRoundIsLost() {
        audit.inspect(1, memory);
        books.journals.remove(0);

        audit.inspect(2, new Memory(findings));

        assertThat(findings.all()).anyMatch(it -> it.startsWith("LOST I-14 the journals of round 1"));
    }

    @Test
    void I08_aHoldOfWhichMoreIsCapturedThanHeldIsFound() {
        books.holds.set(0, new HoldsInspection.Row("wallet:00", "r1.h", 100, 101, "CAPTURED"));

        assertThat(found()).anyMatch(it -> it.startsWith("WRONG I-08 hold wallet:00 r1.h"));
    }

    @Test
    void aHoldThatIsNotAsItWasAcknowledgedIsFound() {
        told("release wallet:00 r1.h", "RELEASED");

        assertThat(found()).singleElement().asString().contains("RELEASED", "was acknowledged, and it is");
    }

    @Test
    void aHoldThatWasReleasedAndCapturedIsDoubled() {
        told("release wallet:00 r1.h", "RELEASED");
        told("capture wallet:00 r1.h r1.h.c wallet:00=100,wallet:01=-100", "wallet:00#9=100>0@noon");

        assertThat(findings.count(Kind.DOUBLED)).isZero();
        audit.inspect(1, memory);
        assertThat(findings.all()).anyMatch(it -> it.startsWith("DOUBLED hold wallet:00 r1.h"));
    }

    @Test
    void partsOfAHoldAddUpWhateverWasToldFirst() {
        journal("r1.h.c", new UUID(4, 4), "", "wallet:00=20,wallet:01=-20");
        told("release wallet:00 r1.h", "RELEASED");
        told("part wallet:00 r1.h r1.h.p wallet:00=30,wallet:01=-30", "@noon");
        books.holds.set(0, new HoldsInspection.Row("wallet:00", "r1.h", 100, 30, "RELEASED"));

        assertThat(found()).noneMatch(it -> it.contains("hold wallet:00 r1.h") || it.contains("Row["));
    }

    @Test
    void ofLinkedJournalsOneAloneIsFound() {
        books.journals.add(new JournalWalk.Row(new UUID(5, 5), "r1.l.2", "noon"));
        memory.note("asked linked r1.l.1 wallet:00=1,wallet:01=-1 r1.l.2 wallet:00=1,wallet:01=-1");
        memory.note("refused journal:r1.l.1 INSUFFICIENT_FUNDS");

        assertThat(found()).singleElement().asString().contains("linked r1.l.1", "was not to be done");
    }

    @Test
    void whatARealLedgerSaysIsFineAndWhatItForgetsIsLost() {
        JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:audit", "sa", "");
        Ledger ledger = Ledger.createOn(database);
        Accounts.all().forEach(ledger::open);
        Memory told = new Memory(findings);
        Answers answers = new Answers(ledger, told::note);
        Errands.funding().forEach(answers::ask);
        Audit real = new Audit(new SqlBooks(database), findings);

        real.inspect(0, told);
        real.inspectWhole();
        assertThat(findings.all()).isEmpty();

        told.note("asked post r0.c wallet:00=1,wallet:01=-1");
        told.note("done journal:r0.c wallet:00#2=1>-99999,wallet:01#2=-1>-100001@noon");
        real.inspect(0, told);
        database.dispose();
        assertThat(findings.all()).anyMatch(it -> it.startsWith("LOST I-12 post r0.c"));
    }

    /** Books on a few sheets of paper. */
    private static final class Sheets implements Books {
        private final List<JournalWalk.Row> journals = new ArrayList<>();
        private final List<EntryWalk.Row> entries = new ArrayList<>();
        private final List<HoldsInspection.Row> holds = new ArrayList<>();

        @Override
        public List<String> violations() {
            return List.of();
        }

        @Override
        public void journals(Consumer<JournalWalk.Row> reader) {
            journals.forEach(reader);
        }

        @Override
        public void entries(Consumer<EntryWalk.Row> reader) {
            entries.forEach(reader);
        }

        @Override
        public void holds(Consumer<HoldsInspection.Row> reader) {
            holds.forEach(reader);
        }
    }
}
