package dev.crema.coffeeshop.customer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is signed in. A token is shown once and only its hash is kept, so a copy of the table opens nothing. */
@Component
class Sessions {
    private static final int TOKEN_BYTES = 32;

    private static final String INSERT = """
            insert into customer_session (token_hash, customer_id, expires_at) values (:hash, :customer, :expiresAt)
            """;

    private static final String DELETE_EXPIRED = """
            delete from customer_session where customer_id = :customer and expires_at <= :now
            """;

    private static final String FIND = """
            select customer.id, customer.username
            from customer_session join customer on customer.id = customer_session.customer_id
            where customer_session.token_hash = :hash and customer_session.expires_at > :now
            """;

    private final JdbcClient database;
    private final Clock clock;
    private final Duration lifetime;
    private final SecureRandom random = new SecureRandom();

    Sessions(JdbcClient database, Clock clock, @Value("${coffee.session-lifetime:PT12H}") Duration lifetime) {
        this.database = database;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /** Signs the customer in; the token is worth the password until it expires. */
    String open(Customer customer) {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        database.sql(DELETE_EXPIRED)
                .param("customer", customer.id())
                .param("now", now())
                .update();
        database.sql(INSERT)
                .param("hash", hash(token))
                .param("customer", customer.id())
                .param("expiresAt", now().plus(lifetime))
                .update();
        return token;
    }

    Optional<Customer> find(String token) {
        return database.sql(FIND)
                .param("hash", hash(token))
                .param("now", now())
                .query((row, number) -> new Customer(row.getString("id"), row.getString("username")))
                .optional();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
