package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.Address;
import dev.crema.failure.PaymentException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Posts until it is killed, or its server is, and names each journal on standard output as soon as it is acknowledged.
 * Run as a process of its own.
 */
final class DoomedPoster {
    private static final int CALLERS = 16;

    private DoomedPoster() {}

    public static void main(String[] arguments) throws Exception {
        // What is in the pipe survives its writer; what is in a buffer would not.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        CremaBank bank = CremaBank.reopen(new Address(arguments[0], arguments[1]));
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            new Thread(() -> post(bank, arguments[2] + "-" + number, new Random(number), out)).start();
        }
    }

    private static void post(CremaBank bank, String name, Random random, PrintStream out) {
        try {
            for (long i = 0; ; i++) {
                Pattern pattern = i % 2 == 0 ? Pattern.UNIFORM : Pattern.HOT;
                String reference = name + "-" + i;
                bank.ledger().post(CremaBank.journal(reference, pattern.next(random)));
                out.println(reference);
            }
        } catch (PaymentException serverKilled) {
            // No answer, no acknowledgement.
            System.exit(0);
        }
    }
}
