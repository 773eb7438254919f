package dev.crema.proof.wire;

/** What a database's clients and its server say to each other, as far as commits are concerned. */
public enum Protocol {
    POSTGRESQL,
    /** MySQL's, which MariaDB speaks too. */
    MYSQL;

    Requests requests() {
        return this == POSTGRESQL ? new PostgreSqlRequests() : new MySqlRequests();
    }

    Answer answer() {
        return this == POSTGRESQL ? new PostgreSqlAnswer() : new MySqlAnswer();
    }

    /** What a client sends, from the beginning of its connection, in pieces of any size. */
    interface Requests {
        /** Reads a piece on. Returns whether a request to commit has become complete with it. */
        boolean commitIn(byte[] piece, int length);
    }

    /** The server's answer to one request, from its beginning, in pieces of any size. */
    interface Answer {
        /** Reads a piece on. Returns whether the answer has become complete with it. */
        boolean completeWith(byte[] piece, int length);

        /** Whether a complete answer says that the commit has happened. */
        boolean saysCommitted();
    }
}
