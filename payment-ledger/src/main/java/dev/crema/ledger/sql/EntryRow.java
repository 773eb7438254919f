package dev.crema.ledger.sql;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** A row of {@code crema_entry} in a walk. One object is filled again and again; used by one thread. */
final class EntryRow {
    private final WalkSql sql;
    byte[] scope = new byte[0];
    byte[] account = new byte[0];
    long number;
    final byte[] id = new byte[16];
    int leg;
    int day;
    long amount;
    long balance;
    long booked;
    byte[] hash = new byte[0];
    boolean displaced;

    EntryRow(WalkSql sql) {
        this.sql = sql;
    }

    /** Reads the columns of {@link WalkSql#entryColumns}. */
    EntryRow read(ResultSet row) throws SQLException {
        account = row.getBytes(1);
        number = row.getLong(2);
        System.arraycopy(row.getBytes(3), 0, id, 0, 16);
        leg = row.getInt(4);
        amount = row.getLong(5);
        balance = row.getLong(6);
        booked = sql.micros(row, 7);
        day = row.getInt(8);
        displaced = !row.wasNull();
        if (!displaced) {
            day = WalkSql.dayOf(booked);
        }
        hash = row.getBytes(9);
        scope = row.getBytes(10);
        return this;
    }

    /** One that can be kept while this one goes on. */
    EntryRow copy() {
        EntryRow copy = new EntryRow(sql);
        copy.scope = scope;
        copy.account = account;
        copy.number = number;
        System.arraycopy(id, 0, copy.id, 0, 16);
        copy.leg = leg;
        copy.day = day;
        copy.amount = amount;
        copy.balance = balance;
        copy.booked = booked;
        copy.hash = hash;
        copy.displaced = displaced;
        return copy;
    }

    String scopeText() {
        return text(scope);
    }

    String accountText() {
        return text(account);
    }

    String idText() {
        return uuid(id).toString();
    }

    static UUID uuid(byte[] id) {
        return new UUID(Fingerprint.longAt(id, 0), Fingerprint.longAt(id, 8));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
