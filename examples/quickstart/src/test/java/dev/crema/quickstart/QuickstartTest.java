package dev.crema.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    private static final int LONGEST = 40;

    @TempDir
    Path data;

    @Test
    void fourPaymentsSucceedAndTheBooksBalance() throws Exception {
        assertThat(run(data).lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsSubsequence(
                        "1 top-up 50.00 CNY SUCCEEDED top-up-1",
                        "debit channel:sandbox:clearing:CNY 50.00",
                        "credit wallet:ann 50.00",
                        "2 transfer 18.50 CNY SUCCEEDED coffee-1",
                        "debit wallet:ann 18.50",
                        "credit merchant:cafe 18.50",
                        "3 refund 9.25 CNY SUCCEEDED coffee-1-back",
                        "debit merchant:cafe 9.25",
                        "credit wallet:ann 9.25",
                        "4 withdrawal 40.75 CNY SUCCEEDED payout-1",
                        "debit wallet:ann 40.75",
                        "credit channel:sandbox:clearing:CNY 40.75",
                        "total 9.25 9.25",
                        "debits less credits: 0.00 CNY");
    }

    @Test
    void aSecondRunOnTheSameBooksRepeatsNothing() throws Exception {
        String first = run(data);

        assertThat(run(data)).isEqualTo(first);
    }

    @Test
    void withoutADirectoryTheBooksAreMadeInANewOne() throws Exception {
        assertThat(run()).contains("debits less credits: 0.00 CNY");
    }

    @Test
    void theProgramFitsOnAPage() throws IOException {
        Path source = Path.of("src/main/java/dev/crema/quickstart/Quickstart.java");

        assertThat(Files.readAllLines(source)).hasSizeLessThan(LONGEST);
    }

    @Test
    void aSplitPurchaseIsGivenBackAndTellsItsStory() throws Exception {
        assertThat(printed(() -> SplitPurchase.main(new String[] {data.toString()})))
                .contains("sale of 37.00 CNY as order-1 by wallet:ann")
                .contains("part of crema.business=basket-7")
                .contains("REFUNDED because UNDONE: the coffee was cold")
                .contains("gives back step 2");
    }

    private static String run(Path... data) throws Exception {
        return printed(
                () -> Quickstart.main(Arrays.stream(data).map(Path::toString).toArray(String[]::new)));
    }

    private interface Program {
        void run() throws Exception;
    }

    private static String printed(Program program) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream page = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(page);
            program.run();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
