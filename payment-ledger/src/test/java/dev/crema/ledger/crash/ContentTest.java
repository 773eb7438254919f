package dev.crema.ledger.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.CrashPoints.Fault;
import dev.crema.ledger.TestDatabase;
import dev.crema.ledger.payments.Merchant;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What is taken for the same must be the same, or a fault would pass for one that was looked at. */
class ContentTest {
    @Test
    void whateverChangesIsSeenAndWhatComesBackIsTheSameAgain() {
        try (Merchant merchant = Merchant.punctual(TestDatabase.forOneThread())) {
            merchant.topUp("paid", "18.50");
            merchant.rest();
            Jdbi jdbi = Jdbi.create(merchant.database.dataSource());
            Content content = Content.of(merchant.database.dataSource());
            String before = content.digest("beside");

            assertThat(content.digest("beside")).isEqualTo(before);
            assertThat(content.digest("besides")).isNotEqualTo(before);
            for (String table : Kept.tables(merchant.database.dataSource())) {
                int rows = jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                        .mapTo(int.class)
                        .one());
                if (rows == 0) {
                    continue;
                }
                Kept kept = Kept.of(merchant.database.dataSource(), "kept");
                jdbi.useHandle(handle -> handle.execute("set referential_integrity false"));
                jdbi.useHandle(handle -> handle.execute("truncate table " + table));
                assertThat(content.digest("beside")).as(table).isNotEqualTo(before);
                kept.restore();
                assertThat(content.digest("beside")).as(table).isEqualTo(before);
            }
        }
    }

    @Test
    void aCaseThatIsPlayedAgainLeavesTheSameBehind() {
        try (Premises premises = new Premises()) {
            Scenario refund = Scenarios.payments().get(2);
            Premises.Stage stage = premises.stage(refund, refund.outcomes().get(2));
            stage.play(stage.points() - 1, Fault.DIE_AFTER);
            assertThat(stage.states()).isEqualTo(1);
            stage.play(stage.points() - 1, Fault.DIE_AFTER);
            assertThat(stage.states()).isEqualTo(1);
            stage.play(1, Fault.DIE_BEFORE);
            assertThat(stage.states()).isEqualTo(2);
        }
    }
}
