package dev.crema.benchmark.ledger;

import dev.crema.benchmark.server.DatabaseServer;

/** A part of the benchmark that can be run alone. */
interface Section {
    /** Measures it on this server and writes down what is found. */
    void measure(DatabaseServer server, Size size, Notebook notebook) throws Exception;
}
