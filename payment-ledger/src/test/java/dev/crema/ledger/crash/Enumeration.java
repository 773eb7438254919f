package dev.crema.ledger.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.ledger.CrashPoints.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Plays scenarios with a fault at each of their boundaries, on all processors, one scenario on each. A boundary is a statement, a commit, a
 * rollback, what is sent to a channel or comes back; they are counted by playing the scenario without a fault.
 */
public final class Enumeration implements AutoCloseable {
    private static final int MOST = 2;

    private final List<Premises> premises;
    private final Queue<Premises> free;
    private final ExecutorService threads;

    /** Opens as many databases as there are processors to work on them, up to two. */
    public Enumeration() {
        int processors = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        premises = IntStream.range(0, processors).mapToObj(i -> new Premises()).toList();
        free = new ConcurrentLinkedQueue<>(premises);
        threads = Executors.newFixedThreadPool(processors);
    }

    /**
     * What came of one scenario.
     *
     * @param boundaries how many there are
     * @param chosen how many cases there were to play
     * @param cases how often it was played, with the fault striking at its boundary
     * @param states how many different states the faults left behind, each of which somebody took over
     * @param found what was wrong afterwards
     */
    public record Result(int boundaries, int chosen, int cases, int states, List<String> found) {
        /** Nothing yet. */
        public static Result none() {
            return new Result(0, 0, 0, 0, List.of());
        }

        /** Both together. */
        public Result plus(Result more) {
            List<String> all = new ArrayList<>(found);
            all.addAll(more.found);
            return new Result(
                    boundaries + more.boundaries,
                    chosen + more.chosen,
                    cases + more.cases,
                    states + more.states,
                    List.copyOf(all));
        }
    }

    /** One case: which fault, and where. */
    private record Case(int point, Fault fault) {}

    /** Every fault at every boundary, as soon as there is a processor free for it. */
    public CompletableFuture<Result> all(Scenario scenario, List<Behaviour> outcome) {
        return play(
                scenario,
                outcome,
                points -> IntStream.rangeClosed(1, points)
                        .boxed()
                        .flatMap(point -> List.of(Fault.values()).stream().map(fault -> new Case(point, fault)))
                        .toList());
    }

    /**
     * One fault at each boundary, another at the next one, and so on; as soon as there is a processor free for it.
     *
     * @param every at every boundary, or at every second one, and so on
     */
    public CompletableFuture<Result> sample(Scenario scenario, List<Behaviour> outcome, int every) {
        Fault[] faults = Fault.values();
        int first = Math.floorMod((scenario.name() + outcome).hashCode(), faults.length * every);
        return play(
                scenario,
                outcome,
                points -> IntStream.rangeClosed(1, points)
                        .filter(point -> (point + first) % every == 0)
                        .mapToObj(point -> new Case(point, faults[(point + first) / every % faults.length]))
                        .toList());
    }

    private CompletableFuture<Result> play(Scenario scenario, List<Behaviour> outcome, IntFunction<List<Case>> choice) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Premises mine = free.remove();
                    try {
                        Premises.Stage stage = mine.stage(scenario, outcome);
                        return play(stage, choice.apply(stage.points()));
                    } finally {
                        free.add(mine);
                    }
                },
                threads);
    }

    private static Result play(Premises.Stage stage, List<Case> cases) {
        List<String> found = new ArrayList<>();
        int played = 0;
        for (Case one : cases) {
            Premises.Played end = stage.play(one.point(), one.fault());
            found.addAll(end.found());
            played += end.struck() ? 1 : 0;
        }
        return new Result(stage.points(), cases.size(), played, stage.states(), found);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        premises.forEach(Premises::close);
    }
}
