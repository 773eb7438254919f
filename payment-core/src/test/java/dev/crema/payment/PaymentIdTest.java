package dev.crema.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.InvalidRequestException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentIdTest {
    private static final int IDS = 20_000;
    private static final int LENGTH = 26;
    private static final int ALPHABET = 32;

    @Test
    void A11_idsCarryMoreThan122RandomBits() {
        SecureRandom random = new SecureRandom();
        Set<String> ids = new HashSet<>();
        int[][] seen = new int[LENGTH][128];
        for (int i = 0; i < IDS; i++) {
            String id = PaymentId.random(random).value();
            ids.add(id);
            for (int at = 0; at < LENGTH; at++) {
                seen[at][id.charAt(at)]++;
            }
        }
        assertThat(ids).hasSize(IDS);
        // Each of the 26 places takes each of the 32 characters about equally often: 5 bits each, 130 together.
        double expected = (double) IDS / ALPHABET;
        for (int[] place : seen) {
            long used = Arrays.stream(place).filter(count -> count > 0).count();
            assertThat(used).isEqualTo(ALPHABET);
            assertThat(Arrays.stream(place).filter(count -> count > 0).boxed())
                    .allSatisfy(count -> assertThat(count.doubleValue()).isBetween(expected / 1.5, expected * 1.5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0123456789abcdefghjkmnpqrI", "0123456789ABCDEFGHJKMNPQRS", "' or 1=1 --"})
    void refusesWhatIsNoId(String text) {
        assertThatThrownBy(() -> new PaymentId(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void theOrderNumberAtAChannelIsReadBackAsItWasWritten() {
        PaymentId id = PaymentId.random(new SecureRandom());
        for (int route : new int[] {1, 2, 17, 999}) {
            ChannelReference reference = new ChannelReference(id, route);
            assertThat(ChannelReference.parse(reference.toString())).isEqualTo(reference);
            assertThat(reference.toString()).matches("[0-9a-z_]{26,30}");
        }
        for (String odd : new String[] {id + "_", id + "_0", id + "_1", id + "_01", id + "_1000", "x_2"}) {
            assertThatThrownBy(() -> ChannelReference.parse(odd)).isInstanceOf(InvalidRequestException.class);
        }
    }
}
