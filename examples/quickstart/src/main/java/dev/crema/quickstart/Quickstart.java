package dev.crema.quickstart;

import dev.crema.Payments;
import dev.crema.channel.Payee;
import dev.crema.channel.sandbox.SandboxChannel;
import dev.crema.channel.sandbox.SandboxSettings;
import dev.crema.ledger.Books;
import dev.crema.payment.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Tops a wallet up, buys a coffee, gives half of it back and pays the rest out. */
public final class Quickstart {
    public static void main(String[] arguments) throws Exception {
        Path data = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("crema-");
        var sandbox = new SandboxChannel("sandbox", SandboxSettings.permitted(true), Clock.systemUTC());
        try (Books books = Books.embedded(data);
                Payments payments = Payments.with(books).channel(sandbox).start()) {
            Payment topUp = payments.topUp(TopUp.of("top-up-1")
                    .amount("CNY", "50.00")
                    .into("wallet:ann")
                    .through("sandbox"));
            Payment coffee = payments.transfer(Transfer.of("coffee-1")
                    .amount("CNY", "18.50")
                    .from("wallet:ann")
                    .to("merchant:cafe"));
            Payment half = payments.refund(
                    Refund.of("coffee-1-back").payment(coffee.id()).amount("CNY", "9.25"));
            Payment payout = payments.withdraw(Withdrawal.of("payout-1")
                    .amount(topUp.amount().minus(coffee.amount()).plus(half.amount()))
                    .from("wallet:ann")
                    .through("sandbox")
                    .to(Payee.of("ann@bank")));
            new Printout(books.ledger()).of(data, topUp, coffee, half, payout);
        }
    }
}
