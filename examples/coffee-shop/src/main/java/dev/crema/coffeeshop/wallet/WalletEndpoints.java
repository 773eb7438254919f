package dev.crema.coffeeshop.wallet;

import dev.crema.Payments;
import dev.crema.coffeeshop.account.ShopAccounts;
import dev.crema.coffeeshop.customer.Customer;
import dev.crema.coffeeshop.payment.PaymentView;
import dev.crema.ledger.account.Balance;
import dev.crema.payment.Payment;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/wallet")
class WalletEndpoints {
    private final ShopAccounts accounts;
    private final TopUps topUps;
    private final Payments payments;

    WalletEndpoints(ShopAccounts accounts, TopUps topUps, Payments payments) {
        this.accounts = accounts;
        this.topUps = topUps;
        this.payments = payments;
    }

    /** The whole of it, what of that is set aside, and what can be spent. */
    record Wallet(String balance, String held, String available, String currency) {}

    @GetMapping
    Wallet wallet(Customer customer) {
        Balance balance = accounts.balance(customer.id());
        return new Wallet(
                balance.balance().decimal(),
                balance.held().decimal(),
                balance.available().decimal(),
                ShopAccounts.CURRENCY);
    }

    @PostMapping("/top-up")
    @ResponseStatus(HttpStatus.CREATED)
    PaymentView topUp(Customer customer, @RequestBody TopUpRequest.Body body) {
        TopUpRequest request = TopUpRequest.of(body);
        Payment payment = topUps.topUp(customer.id(), request);
        return PaymentView.of(payments.history(payment.id()), null, request.reference(), refund -> "");
    }
}
