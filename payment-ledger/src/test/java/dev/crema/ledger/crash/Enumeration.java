package dev.crema.ledger.crash;

import dev.crema.ModelChannel.Behaviour;
import dev.crema.ledger.CrashPoints.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Plays scenarios with a fault at each of their boundaries, on all processors. A boundary is a statement, a commit, a
 * rollback, what is sent to a channel or comes back; they are counted by playing the scenario without a fault.
 */
public final class Enumeration implements AutoCloseable {
    private static final int MOST = 2;

    private final List<Premises> premises;
    private final ExecutorService threads;

    /** Opens as many databases as there are processors to work on them, up to two. */
    public Enumeration() {
        int processors = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        premises = IntStream.range(0, processors).mapToObj(i -> new Premises()).toList();
        threads = Executors.newFixedThreadPool(processors);
    }

    /**
     * What came of one scenario.
     *
     * @param boundaries how many there are
     * @param chosen how many cases there were to play
     * @param cases how often it was played, with the fault striking at its boundary
     * @param found what was wrong afterwards
     */
    public record Result(int boundaries, int chosen, int cases, List<String> found) {
        /** Both together. */
        public Result plus(Result more) {
            List<String> all = new ArrayList<>(found);
            all.addAll(more.found);
            return new Result(boundaries + more.boundaries, chosen + more.chosen, cases + more.cases, List.copyOf(all));
        }
    }

    /** One case: which fault, and where. */
    private record Case(int point, Fault fault) {}

    /** Every fault at every boundary. */
    public Result all(Scenario scenario, List<Behaviour> outcome) {
        return play(
                scenario,
                outcome,
                points -> IntStream.rangeClosed(1, points)
                        .boxed()
                        .flatMap(point -> List.of(Fault.values()).stream().map(fault -> new Case(point, fault)))
                        .toList());
    }

    /**
     * One fault at each boundary, another at the next one, and so on.
     *
     * @param every at every boundary, or at every second one, and so on
     */
    public Result sample(Scenario scenario, List<Behaviour> outcome, int every) {
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

    private Result play(Scenario scenario, List<Behaviour> outcome, IntFunction<List<Case>> choice) {
        List<Future<Result>> parts = IntStream.range(0, premises.size())
                .mapToObj(part -> threads.submit(() -> play(part, scenario, outcome, choice)))
                .toList();
        Result whole = new Result(0, 0, 0, List.of());
        for (Future<Result> part : parts) {
            whole = whole.plus(of(part));
        }
        int databases = parts.size();
        return new Result(whole.boundaries() / databases, whole.chosen() / databases, whole.cases(), whole.found());
    }

    private Result play(int part, Scenario scenario, List<Behaviour> outcome, IntFunction<List<Case>> choice) {
        Premises.Stage stage = premises.get(part).stage(scenario, outcome);
        List<Case> cases = choice.apply(stage.points());
        List<String> found = new ArrayList<>();
        int played = 0;
        for (int i = part; i < cases.size(); i += premises.size()) {
            Premises.Played one = stage.play(cases.get(i).point(), cases.get(i).fault());
            found.addAll(one.found());
            played += one.struck() ? 1 : 0;
        }
        return new Result(stage.points(), cases.size(), played, found);
    }

    private static Result of(Future<Result> part) {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a scenario could not be played", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        premises.forEach(Premises::close);
    }
}
