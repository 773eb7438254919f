package dev.crema.quickstart;

import static dev.crema.plan.Tender.channel;
import static dev.crema.plan.Tender.wallet;

import dev.crema.Payments;
import dev.crema.channel.sandbox.SandboxChannel;
import dev.crema.channel.sandbox.SandboxSettings;
import dev.crema.context.BusinessContext;
import dev.crema.ledger.Books;
import dev.crema.money.Money;
import dev.crema.payment.TopUp;
import dev.crema.trade.Checkout;
import dev.crema.trade.Trade;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Buys two coffees out of a wallet and through a channel together, gives all of it back, and tells the story. */
public final class SplitPurchase {
    public static void main(String[] arguments) throws Exception {
        Path data = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("crema-");
        var sandbox = new SandboxChannel("sandbox", SandboxSettings.permitted(true), Clock.systemUTC());
        try (Books books = Books.embedded(data);
                Payments payments = Payments.with(books)
                        .channel(sandbox)
                        .onTrade("till", event -> System.out.println(event.reference() + " is " + event.state()))
                        .start()) {
            payments.topUp(
                    TopUp.of("fill-1").amount("CNY", "8.00").into("wallet:ann").through("sandbox"));
            Trade trade = payments.within(BusinessContext.of("basket-7"))
                    .checkout(Checkout.of("order-1")
                            .payer("wallet:ann")
                            .payee("merchant:cafe")
                            .amount("CNY", "37.00")
                            .with(wallet(Money.of("CNY", "8.00")))
                            .with(channel("sandbox"))); // the rest
            payments.undo(trade.id(), "the coffee was cold");
            System.out.println(payments.explain(trade.id()));
            System.out.println("given back: " + payments.order("order-1").refunded());
        }
    }
}
