package dev.crema.proof.bank;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * Which journal came before which: on each account the one with the lower number. If the books are as if journals had been
 * posted one after the other, no journal comes before itself. Built on arrays of numbers, since books are large: some 40
 * bytes a journal and 8 an entry.
 */
final class Precedence {
    private static final int NONE = -1;

    // A journal's place in an open table of ids is its number from then on.
    private final long[] high;
    private final long[] low;
    private final boolean[] taken;
    private int journals;

    // The successors of each journal, as chains.
    private final int[] firstEdge;
    private final int[] predecessors;
    private int[] nextEdge = new int[1024];
    private int[] target = new int[1024];
    private int edges;

    /** @param most how many journals there will be at most */
    Precedence(int most) {
        int places = Math.max(16, Integer.highestOneBit(Math.max(1, most)) * 4);
        high = new long[places];
        low = new long[places];
        taken = new boolean[places];
        firstEdge = new int[places];
        Arrays.fill(firstEdge, NONE);
        predecessors = new int[places];
    }

    /** On some account, one entry is of the first journal and the next of the second. */
    void follows(UUID earlier, UUID later) {
        int from = place(earlier);
        int to = place(later);
        if (from == to) {
            return; // a journal may stand in an account twice in succession
        }
        if (edges == target.length) {
            nextEdge = Arrays.copyOf(nextEdge, edges * 2);
            target = Arrays.copyOf(target, edges * 2);
        }
        target[edges] = to;
        nextEdge[edges] = firstEdge[from];
        firstEdge[from] = edges++;
        predecessors[to]++;
    }

    private int place(UUID journal) {
        int mask = taken.length - 1;
        int place = (int) journal.getMostSignificantBits() & mask; // the ids are hashes already
        while (taken[place]
                && (high[place] != journal.getMostSignificantBits()
                        || low[place] != journal.getLeastSignificantBits())) {
            place = (place + 1) & mask;
        }
        if (!taken[place]) {
            if (++journals == taken.length) {
                throw new IllegalStateException("there are more journals than were announced");
            }
            taken[place] = true;
            high[place] = journal.getMostSignificantBits();
            low[place] = journal.getLeastSignificantBits();
        }
        return place;
    }

    int journals() {
        return journals;
    }

    /** Journals of which each comes before the next and the last before the first; empty if there are none. */
    List<UUID> cycle() {
        int[] waitsFor = predecessors.clone();
        int[] ready = new int[journals];
        int end = 0;
        for (int place = 0; place < taken.length; place++) {
            if (taken[place] && waitsFor[place] == 0) {
                ready[end++] = place;
            }
        }
        for (int begin = 0; begin < end; begin++) {
            for (int edge = firstEdge[ready[begin]]; edge != NONE; edge = nextEdge[edge]) {
                if (--waitsFor[target[edge]] == 0) {
                    ready[end++] = target[edge];
                }
            }
        }
        return end == journals ? List.of() : cycleAmong(waitsFor);
    }

    /** Goes from one to the next of those that wait for ever, back from dead ends, until it meets its own path. */
    private List<UUID> cycleAmong(int[] waitsFor) {
        int[] edge = firstEdge.clone();
        boolean[] onPath = new boolean[taken.length];
        Deque<Integer> path = new ArrayDeque<>();
        for (int start = 0; start < taken.length; start++) {
            if (waitsFor[start] == 0) {
                continue;
            }
            path.push(start);
            onPath[start] = true;
            while (!path.isEmpty()) {
                int last = path.element();
                if (edge[last] == NONE) {
                    onPath[path.pop()] = false;
                    continue;
                }
                int next = target[edge[last]];
                edge[last] = nextEdge[edge[last]];
                if (onPath[next]) {
                    return cycle(path, next);
                }
                if (waitsFor[next] > 0 && edge[next] != NONE) {
                    path.push(next);
                    onPath[next] = true;
                }
            }
        }
        throw new IllegalStateException("journals wait for one another in no cycle");
    }

    private List<UUID> cycle(Deque<Integer> path, int first) {
        List<UUID> cycle = new ArrayList<>();
        for (int place : path) { // the last one first
            cycle.add(new UUID(high[place], low[place]));
            if (place == first) {
                break;
            }
        }
        Collections.reverse(cycle);
        return cycle;
    }
}
