package dev.crema.proof.bank;

import dev.crema.ledger.Ledger;
import dev.crema.proof.server.DatabaseServer;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.wire.Losses;
import dev.crema.proof.wire.LossyLine;
import java.io.IOException;
import java.nio.file.Path;
import javax.sql.DataSource;

/** All that the bank is made of. */
final class Premises implements AutoCloseable {
    private final DatabaseServer server;
    private final Losses losses;
    private final LossyLine line;
    private final Branches branches;
    private final Ledger ledger;
    private final Audit audit;

    private Premises(
            DatabaseServer server, Losses losses, LossyLine line, Branches branches, Ledger ledger, Audit audit) {
        this.server = server;
        this.losses = losses;
        this.line = line;
        this.branches = branches;
        this.ledger = ledger;
        this.audit = audit;
    }

    /** Makes the tables in the server's database; branches are opened when there is something to be done. */
    static Premises on(DatabaseServer server, long seed, Path directory, Findings findings) throws IOException {
        DataSource direct = Branch.pool(server.url(server.port()));
        Ledger ledger = Ledger.createOn(direct);
        Losses losses = new Losses(seed);
        LossyLine line = LossyLine.open(server.protocol(), server.port(), losses);
        Branches branches = new Branches(server.url(line.port()), directory.resolve("branches.log"), findings);
        return new Premises(
                server,
                losses,
                line,
                branches,
                ledger,
                new Audit(new SqlBooks(Branch.pool(server.auditUrl())), findings));
    }

    DatabaseServer server() {
        return server;
    }

    /** Decides which commits of the branches lose their answers. */
    Losses losses() {
        return losses;
    }

    /** Between the branches and the server. */
    LossyLine line() {
        return line;
    }

    Branches branches() {
        return branches;
    }

    /** The books, by a connection that loses nothing. */
    Ledger ledger() {
        return ledger;
    }

    Audit audit() {
        return audit;
    }

    @Override
    public void close() throws IOException {
        branches.close();
        line.close();
    }
}
