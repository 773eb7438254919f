package dev.crema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.failure.OverloadedException;
import dev.crema.failure.PaymentException;
import dev.crema.failure.StorageException;
import org.junit.jupiter.api.Test;

class DoorTest {
    @Test
    void F44_whoComesWhileAllPlacesAreTakenIsToldToRepeatLater() {
        Door door = new Door(2);
        String answer = door.through(() -> door.through(() -> {
            assertThatThrownBy(() -> door.through(() -> "in"))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("2 requests are being taken already")
                    .satisfies(e ->
                            assertThat(((PaymentException) e).isRetryable()).isTrue());
            return "both";
        }));
        assertThat(answer).isEqualTo("both");
        assertThat(door.through(() -> "again")).isEqualTo("again");
    }

    @Test
    void F15_itSaysSoWhenTheLastRequestCouldNotBeStored() {
        Door door = new Door(1);
        assertThat(door.trouble()).isEmpty();
        StorageException away = new StorageException("read only");
        assertThatThrownBy(() -> door.through(() -> {
                    throw away;
                }))
                .isSameAs(away);
        assertThat(door.trouble()).contains(away.code());
        door.through(() -> "stored");
        assertThat(door.trouble()).isEmpty();
    }

    @Test
    void whoFailsInsideLeavesTheirPlace() {
        Door door = new Door(1);
        assertThatThrownBy(() -> door.through(() -> {
                    throw new IllegalStateException("inside");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(door.through(() -> "in")).isEqualTo("in");
    }
}
