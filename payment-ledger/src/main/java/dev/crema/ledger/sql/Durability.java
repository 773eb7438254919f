package dev.crema.ledger.sql;

import java.util.List;

/**
 * What a database does with a commit that it has acknowledged, as far as its settings tell. Read once, when the library
 * starts; health reports it.
 *
 * @param level how far an acknowledged commit can be trusted
 * @param findings what led to that level, each a sentence with the setting and the remedy; empty if all is well
 */
public record Durability(Level level, List<String> findings) {
    /** From best to worst. */
    public enum Level {
        /** An acknowledged commit survives the death of the process. */
        DURABLE,
        /**
         * The database or a setting of it is weaker than money deserves, or could not be read: an outage may cost
         * acknowledged commits, or leave a part of one that was not.
         */
        DEGRADED,
        /** Nothing is meant to outlive the process. */
        IN_MEMORY,
        /** A file that looks durable and loses acknowledged commits when the process is killed. Refused at the start. */
        NON_DURABLE
    }

    public Durability {
        findings = List.copyOf(findings);
    }

    static Durability durable() {
        return new Durability(Level.DURABLE, List.of());
    }

    static Durability degraded(List<String> findings) {
        return new Durability(Level.DEGRADED, findings);
    }

    static Durability inMemory(String finding) {
        return new Durability(Level.IN_MEMORY, List.of(finding));
    }

    static Durability nonDurable(String finding) {
        return new Durability(Level.NON_DURABLE, List.of(finding));
    }
}
