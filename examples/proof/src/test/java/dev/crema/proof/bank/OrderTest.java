package dev.crema.proof.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTest {

    static Stream<Order> orders() {
        Errands errands = new Errands(new Random(7), false);
        return IntStream.range(0, 20).boxed().flatMap(i -> {
            Order.Hold hold = errands.hold("r1.h" + i);
            return Stream.of(
                    errands.transfer("r1.t" + i),
                    errands.split("r1.s" + i),
                    errands.exchange("r1.x" + i),
                    hold,
                    errands.capture(hold),
                    errands.part(hold),
                    errands.linked("r1.l" + i),
                    new Order.Release(hold.account(), hold.hold()));
        });
    }

    @ParameterizedTest
    @MethodSource("orders")
    void anOrderIsTheSameAfterItWasWrittenAndRead(Order order) {
        assertThat(Order.parse(order.toString())).isEqualTo(order);
    }
}
