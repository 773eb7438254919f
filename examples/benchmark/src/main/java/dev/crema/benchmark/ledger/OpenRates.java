package dev.crema.benchmark.ledger;

import static java.util.Objects.requireNonNull;

import dev.crema.benchmark.load.ClosedLoad;
import dev.crema.benchmark.load.Measured;
import dev.crema.benchmark.load.OpenLoad;
import dev.crema.benchmark.server.DatabaseServer;
import java.util.EnumMap;
import java.util.Map;

/** How long transfers take that fall due at a fixed rate, at shares of what 64 waiting callers get through. */
final class OpenRates implements Section {
    private static final int NAIVE_CALLERS = 16;
    private static final int LEDGER_CALLERS = 64;
    private static final int MOST_UNDER_WAY = 256;

    @Override
    public void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception {
        Map<Pattern, Double> naiveMost = new EnumMap<>(Pattern.class);
        Map<Pattern, Double> ledgerMost = new EnumMap<>(Pattern.class);
        Field.rounds(size.rounds(), server, notebook, field -> {
            NaiveBank naive = field.until(NaiveBank.open(field.fresh("naive_open")));
            CremaBank ledger = field.until(CremaBank.open(field.fresh("ledger_open")));
            for (Pattern pattern : Pattern.values()) {
                if (!ledgerMost.containsKey(pattern)) {
                    naiveMost.put(pattern, most(naive, pattern, NAIVE_CALLERS, size));
                    ledgerMost.put(pattern, most(ledger, pattern, LEDGER_CALLERS, size));
                }
                for (int percent : size.percents()) {
                    due(
                            field,
                            "naive",
                            naive,
                            pattern,
                            requireNonNull(naiveMost.get(pattern)),
                            percent,
                            NAIVE_CALLERS,
                            size);
                    due(
                            field,
                            "ledger",
                            ledger,
                            pattern,
                            requireNonNull(ledgerMost.get(pattern)),
                            percent,
                            MOST_UNDER_WAY,
                            size);
                }
            }
        });
    }

    private static double most(Bank bank, Pattern pattern, int callers, Size size) throws InterruptedException {
        Measured measured = ClosedLoad.measure(bank.transfers(pattern), callers, size.timing());
        return measured.perSecond();
    }

    private static void due(
            Field field, String name, Bank bank, Pattern pattern, double most, int percent, int callers, Size size) {
        field.add(
                "open load, " + name + " " + pattern + " at " + percent + "%",
                () -> OpenLoad.measure(bank.transfers(pattern), most * percent / 100, callers, size.timing()),
                bank::check);
    }
}
