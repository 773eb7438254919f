package dev.crema.proof.bank;

import dev.crema.proof.server.DatabaseServer;
import dev.crema.proof.server.MariaDb;
import dev.crema.proof.server.PostgreSql;
import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import dev.crema.proof.trial.Minutes;
import dev.crema.proof.trial.Trial;
import dev.crema.proof.trial.Workplace;
import dev.crema.proof.wire.Losses;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The proof: two branches post to one ledger, and are killed, and stand still; the database server is killed too, and
 * answers to commits get lost. In the end nothing that was acknowledged is lost, nothing was done twice, and the books are
 * as if all had been posted one after the other.
 */
public final class Bank implements Trial {
    private final BankOptions options;
    private final Minutes minutes;
    private final Findings findings = new Findings();
    private int acknowledged;
    private int unknown;

    private Bank(BankOptions options, Minutes minutes) {
        this.options = options;
        this.minutes = minutes;
    }

    /**
     * The proof as these options want it.
     *
     * @param out where it says what it sees
     * @throws IllegalArgumentException if the options make no sense; the message says why
     */
    public static Bank of(List<String> options, PrintStream out) {
        return new Bank(BankOptions.parse(options), new Minutes(out));
    }

    /** Runs it, for some fifteen seconds a round. */
    @Override
    public boolean run() {
        minutes.say("proof bank: rounds=" + options.rounds() + " seed=" + options.seed() + " database="
                + options.database() + ", 2 processes with " + Branch.TELLERS + " threads each");
        try {
            Workplace workplace = Workplace.create("bank");
            runOrBreakOff(workplace.directory());
            if (findings.isEmpty()) {
                workplace.clear();
            } else {
                minutes.say("the database and the logs are in " + workplace.directory());
            }
        } catch (IOException e) {
            findings.add(Kind.WRONG, "the run needs a directory for temporary files: " + e);
        }
        return verdict();
    }

    private void runOrBreakOff(Path directory) throws IOException {
        try {
            runIn(directory);
        } catch (RuntimeException e) {
            findings.add(Kind.WRONG, "the run broke off: " + e);
            minutes.trace(e);
        }
    }

    private void runIn(Path directory) throws IOException {
        try (DatabaseServer server = start(directory);
                Premises bank = Premises.on(server, options.seed(), directory, findings)) {
            openAccounts(bank);
            for (int round = 1; round <= options.rounds(); round++) {
                Round.Outcome outcome = new Round(round, options.seed(), bank, findings).run();
                say(round, outcome, bank.losses());
                if (!findings.isEmpty()) {
                    return; // the data stays as it was found, and no consequences hide the cause
                }
            }
            bank.audit().inspectWhole();
            requireLosses(bank.losses());
        }
    }

    private DatabaseServer start(Path directory) throws IOException {
        return switch (options.database()) {
            case POSTGRESQL -> PostgreSql.start(directory);
            case MARIADB -> MariaDb.start(directory);
            case POSTGRESQL_DELAYED -> PostgreSql.startDelayed(directory);
        };
    }

    private void openAccounts(Premises bank) {
        Accounts.all().forEach(bank.ledger()::open);
        Memory memory = new Memory(findings);
        Answers answers = new Answers(bank.ledger(), memory::note);
        Errands.funding().forEach(answers::ask);
        bank.audit().inspect(0, memory);
    }

    private void say(int round, Round.Outcome outcome, Losses losses) {
        acknowledged += outcome.acknowledged();
        unknown += outcome.unclear().unknown();
        minutes.say("round " + round + "/" + options.rounds() + ": acknowledged=" + outcome.acknowledged()
                + " unknown=" + outcome.unclear().unknown() + " (posted="
                + outcome.unclear().happened()
                + "), commits so far without an answer=" + losses.answers() + " late=" + losses.late());
    }

    private void requireLosses(Losses losses) {
        if (losses.answers() == 0 || losses.late() == 0 || unknown == 0) {
            findings.add(Kind.WRONG, "no commit lost its answer, or nobody was left without one: nothing is proved");
        }
    }

    private boolean verdict() {
        return minutes.verdict(
                "proof bank: rounds=" + options.rounds() + " acknowledged=" + acknowledged + " unknown=" + unknown
                        + " lost=" + findings.count(Kind.LOST) + " doubled=" + findings.count(Kind.DOUBLED),
                findings);
    }
}
