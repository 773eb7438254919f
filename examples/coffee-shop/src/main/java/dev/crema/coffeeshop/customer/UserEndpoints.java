package dev.crema.coffeeshop.customer;

import dev.crema.coffeeshop.web.Input;
import dev.crema.coffeeshop.web.Public;
import dev.crema.coffeeshop.web.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/users")
class UserEndpoints {
    private final Customers customers;
    private final Sessions sessions;

    UserEndpoints(Customers customers, Sessions sessions) {
        this.customers = customers;
        this.sessions = sessions;
    }

    record RegisterBody(
            @Nullable String username,
            @Nullable String password,
            @Nullable String email) {}

    record LoginBody(@Nullable String username, @Nullable String password) {}

    record Registered(String id, String username) {}

    record LoggedIn(String token, String id, String username) {}

    @Public
    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    Registered register(@RequestBody RegisterBody body) {
        Customer customer = customers.register(Registration.of(body.username, body.password, body.email));
        return new Registered(customer.id(), customer.username());
    }

    @Public
    @PostMapping("/login")
    LoggedIn logIn(@RequestBody LoginBody body) {
        String username = Input.required("username", body.username);
        String password = Input.required("password", body.password);
        Customer customer = customers
                .authenticate(username, password)
                .orElseThrow(() -> Refusal.unauthorized("WRONG_CREDENTIALS", "The name or the password is wrong."));
        return new LoggedIn(sessions.open(customer), customer.id(), customer.username());
    }
}
