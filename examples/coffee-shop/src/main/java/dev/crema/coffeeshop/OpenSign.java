package dev.crema.coffeeshop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Says where the shop is, once it is open: the last line of the start. */
@Component
class OpenSign {
    private static final Logger log = LoggerFactory.getLogger(OpenSign.class);

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void hang(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            log.info(
                    "The coffee shop is open: http://localhost:{}/",
                    context.getWebServer().getPort());
        }
    }
}
