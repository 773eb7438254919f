package dev.crema.coffeeshop.customer;

import dev.crema.coffeeshop.account.ShopAccounts;
import dev.crema.coffeeshop.web.InOneTransaction;
import dev.crema.coffeeshop.web.PublicId;
import dev.crema.coffeeshop.web.Refusal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Everybody who has registered. */
@Component
public class Customers {
    private static final Logger log = LoggerFactory.getLogger(Customers.class);

    private static final String INSERT = """
            insert into customer (id, username, folded_name, email, password_hash, created_at)
            values (:id, :username, :foldedName, :email, :passwordHash, :now)
            """;

    private static final String FIND = """
            select id, username, password_hash from customer where folded_name = :foldedName
            """;

    private final JdbcClient database;
    private final InOneTransaction transaction;
    private final ShopAccounts accounts;
    private final Clock clock;
    private final PasswordEncoder passwords = new BCryptPasswordEncoder();
    /** Of a password that nobody has. */
    private final String nobodysHash = passwords.encode(PublicId.next());

    Customers(JdbcClient database, InOneTransaction transaction, ShopAccounts accounts, Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.accounts = accounts;
        this.clock = clock;
    }

    private record Known(String id, String username, String passwordHash) {}

    /** Registers a customer and opens the wallet, both or neither. */
    Customer register(Registration registration) {
        String passwordHash = passwords.encode(registration.password());
        Customer customer = new Customer(PublicId.next(), registration.username());
        return transaction.run(() -> {
            if (find(registration.foldedName()).isPresent()) {
                throw Refusal.conflict("USERNAME_TAKEN", "username: " + registration.username() + " is taken.");
            }
            database.sql(INSERT)
                    .param("id", customer.id())
                    .param("username", customer.username())
                    .param("foldedName", registration.foldedName())
                    .param("email", registration.email())
                    .param("passwordHash", passwordHash)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            accounts.openWallet(customer.id());
            log.info("customer {} registered, wallet open", customer.id());
            return customer;
        });
    }

    /** The customer with this name and password. What is wrong shows neither in the answer nor in the time it takes. */
    Optional<Customer> authenticate(String username, String password) {
        Optional<Known> known =
                Optional.of(username).filter(Registration::isUsername).flatMap(name -> find(Registration.fold(name)));
        // A hash is compared in any case, since not comparing would tell that there is nobody of that name.
        boolean matches = passwords.matches(
                Registration.isHashable(password) ? password : "too long to be one",
                known.map(Known::passwordHash).orElse(nobodysHash));
        return known.filter(customer -> matches).map(it -> new Customer(it.id(), it.username()));
    }

    private Optional<Known> find(String foldedName) {
        return database.sql(FIND)
                .param("foldedName", foldedName)
                .query((row, number) ->
                        new Known(row.getString("id"), row.getString("username"), row.getString("password_hash")))
                .optional();
    }
}
