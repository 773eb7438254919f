package dev.crema.proof.bank;

import dev.crema.proof.trial.Findings;
import dev.crema.proof.trial.Findings.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks through all entries, account by account and in the order of their numbers, and compares them with what they were
 * when they were last walked through. Keeps a digest for each account, and no entry.
 */
final class EntryWalk {
    private final Map<String, Page> before;
    private final Map<String, Page> now = new TreeMap<>();
    private final Precedence precedence;
    private final Findings findings;
    private final BiConsumer<UUID, Told.Place> fresh;
    private @Nullable Reading reading;

    /** An entry as it stands in the database. */
    record Row(String account, long number, UUID journal, long minor, long balance, String bookedAt) {}

    /** How far an account was read, and the digest of all its entries up to there. */
    record Page(long entries, String digest) {}

    /** An account while it is read. */
    private static final class Reading {
        private final String account;
        private final MessageDigest digest = sha256();
        private @Nullable Row last;

        Reading(String account) {
            this.account = account;
        }

        long number() {
            return last == null ? 0 : last.number();
        }

        long balance() {
            return last == null ? 0 : last.balance();
        }

        void add(Row row) {
            digest.update((row + "\n").getBytes(StandardCharsets.UTF_8));
            last = row;
        }

        Page page() {
            try {
                MessageDigest so = (MessageDigest) digest.clone();
                return new Page(number(), HexFormat.of().formatHex(so.digest()));
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("every Java runtime clones its digests", e);
            }
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }
    }

    /**
     * A walk.
     *
     * @param before what the last walk found; nothing before the first
     * @param precedence learns which journal comes before which; of entries that were known before, nothing
     * @param fresh learns of each entry that is new, and of what journal it is
     */
    EntryWalk(Map<String, Page> before, Precedence precedence, BiConsumer<UUID, Told.Place> fresh, Findings findings) {
        this.before = before;
        this.precedence = precedence;
        this.fresh = fresh;
        this.findings = findings;
    }

    /** The next entry: the next of the same account, or the first of the next. */
    void read(Row row) {
        if (reading == null || !reading.account.equals(row.account())) {
            endAccount();
            reading = new Reading(row.account());
        }
        require(row, reading);
        Row last = reading.last;
        boolean isNew = row.number() > known(row.account()).entries();
        if (isNew && last != null && last.number() > known(row.account()).entries()) {
            precedence.follows(last.journal(), row.journal());
        }
        if (isNew) {
            fresh.accept(row.journal(), new Told.Place(row.account(), row.number(), row.minor(), row.balance()));
        }
        reading.add(row);
        if (row.number() == known(row.account()).entries() && !reading.page().equals(known(row.account()))) {
            findings.add(
                    Kind.WRONG,
                    "I-14 entries of " + row.account() + " up to " + row.number() + " are not what they were");
        }
    }

    private void require(Row row, Reading account) {
        if (row.number() != account.number() + 1) {
            findings.add(
                    row.number() <= account.number() ? Kind.DOUBLED : Kind.LOST,
                    "I-14 in " + row.account() + " entry " + row.number() + " follows entry " + account.number());
        }
        if (row.balance() != account.balance() + row.minor()) {
            findings.add(
                    Kind.WRONG,
                    "I-03 in " + row.account() + " entry " + row.number() + " makes " + row.balance() + " out of "
                            + account.balance() + " and " + row.minor());
        }
        // Debits count as positive, and what has a floor grows by credits.
        if (Accounts.hasFloor(row.account()) && -row.balance() < Accounts.least(row.account())) {
            findings.add(
                    Kind.WRONG,
                    "I-04 in " + row.account() + " entry " + row.number() + " leaves " + -row.balance()
                            + " where the least is " + Accounts.least(row.account()));
        }
    }

    private Page known(String account) {
        return before.getOrDefault(account, new Page(0, ""));
    }

    private void endAccount() {
        if (reading != null) {
            now.put(reading.account, reading.page());
        }
    }

    /** Says that there are no more. Returns how far each account was read now. */
    Map<String, Page> end() {
        endAccount();
        before.forEach((account, page) -> {
            long entries = now.getOrDefault(account, new Page(0, "")).entries();
            if (entries < page.entries()) {
                findings.add(
                        Kind.LOST,
                        "I-14 " + account + " has " + entries + " entries, and had " + page.entries() + " before");
            }
        });
        return now;
    }
}
