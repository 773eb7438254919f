package dev.crema.coffeeshop.sandbox;

import dev.crema.Payments;
import dev.crema.channel.ChannelFact;
import dev.crema.channel.Charge;
import dev.crema.channel.sandbox.SandboxChannel;
import dev.crema.channel.sandbox.SandboxProvider;
import dev.crema.failure.InvalidStateException;
import dev.crema.failure.NotFoundException;
import dev.crema.failure.PaymentException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.util.HtmlUtils;

/**
 * Where a payer confirms or refuses, as at a provider's own site. Who knows the reference may act, as nobody can guess
 * it. After the payer's word the provider sends the shop its message, and the payer back to the shop.
 */
@Controller
@ConditionalOnBooleanProperty("coffee.play-money")
@RequestMapping("/sandbox/pay/{reference}")
class PayerPage {
    private static final Logger log = LoggerFactory.getLogger(PayerPage.class);

    // Furnished with the classes of the shop's own page.
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>The sandbox asks</title>
              <link rel="icon" href="data:,">
              <link rel="stylesheet" href="/shop.css">
            </head>
            <body>
              <header class="top"><h1 class="brand">Sandbox</h1></header>
              <main class="shop">
                <section class="door">
                  <div class="welcome">
                    <h2>A provider,<br>of sorts.</h2>
                    <p>A real one would show its own page here, and ask in earnest. Only play money moves.</p>
                  </div>
                  <div class="card order">%s</div>
                </section>
              </main>
            </body>
            </html>
            """;

    private static final String QUESTION = """
            <h3>Pay %1$s?</h3>
            <p class="soft">%2$s</p>
            <form method="post" class="row">
              <button class="button" formaction="/sandbox/pay/%3$s/confirm">Confirm</button>
              <button class="button quiet" formaction="/sandbox/pay/%3$s/refuse">Refuse</button>
            </form>
            """;

    private static final String OVER = """
            <h3>%s</h3>
            <p class="row"><a class="button" href="%s">Back to the shop</a></p>
            """;

    private final SandboxChannel sandbox;
    private final Payments payments;
    private final Clock clock;

    PayerPage(SandboxChannel sandbox, Payments payments, Clock clock) {
        this.sandbox = sandbox;
        this.payments = payments;
        this.clock = clock;
    }

    @GetMapping
    ResponseEntity<String> ask(@PathVariable String reference) {
        return payer(reference)
                .map(payer -> payer.isAsked() ? question(reference, payer) : over(HttpStatus.OK, payer, "All is said."))
                .orElseGet(PayerPage::unknown);
    }

    @PostMapping("/confirm")
    ResponseEntity<String> confirm(@PathVariable String reference) {
        return act(reference, SandboxProvider.Payer::confirms);
    }

    @PostMapping("/refuse")
    ResponseEntity<String> refuse(@PathVariable String reference) {
        return act(reference, SandboxProvider.Payer::refuses);
    }

    private ResponseEntity<String> act(String reference, Consumer<SandboxProvider.Payer> word) {
        Optional<SandboxProvider.Payer> payer = payer(reference);
        if (payer.isEmpty()) {
            return unknown();
        }
        try {
            word.accept(payer.get());
        } catch (InvalidStateException e) {
            return over(HttpStatus.CONFLICT, payer.get(), "Too late: this payment has ended.");
        }
        tellShop(reference, payer.get());
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(back(payer.get()))
                .build();
    }

    /** The provider's message to the shop. Were it lost, the library would ask by itself, only later. */
    private void tellShop(String reference, SandboxProvider.Payer payer) {
        Charge charge =
                new Charge(reference, payer.amount(), payer.subject(), payer.returnTo(), clock.instant(), Map.of());
        try {
            payments.receive(
                    new ChannelFact(sandbox.name(), reference, ChannelFact.Source.WEBHOOK, sandbox.query(charge)));
        } catch (PaymentException e) {
            log.warn("sandbox {}: the shop did not take the message", reference, e);
        }
    }

    private Optional<SandboxProvider.Payer> payer(String reference) {
        try {
            return Optional.of(sandbox.provider().payer(reference));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static URI back(SandboxProvider.Payer payer) {
        return payer.returnTo().orElse(URI.create("/"));
    }

    private static ResponseEntity<String> question(String reference, SandboxProvider.Payer payer) {
        return html(
                HttpStatus.OK, QUESTION.formatted(payer.amount(), HtmlUtils.htmlEscape(payer.subject()), reference));
    }

    private static ResponseEntity<String> over(HttpStatus status, SandboxProvider.Payer payer, String what) {
        return html(
                status, OVER.formatted(what, HtmlUtils.htmlEscape(back(payer).toString())));
    }

    private static ResponseEntity<String> unknown() {
        return html(HttpStatus.NOT_FOUND, OVER.formatted("The sandbox knows no such payment.", "/"));
    }

    private static ResponseEntity<String> html(HttpStatus status, String content) {
        return ResponseEntity.status(status).contentType(MediaType.TEXT_HTML).body(PAGE.formatted(content));
    }
}
