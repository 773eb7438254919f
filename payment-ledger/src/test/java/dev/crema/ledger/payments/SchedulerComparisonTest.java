package dev.crema.ledger.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.crema.ledger.CountedDataSource;
import dev.crema.ledger.CountedDataSource.Counts;
import dev.crema.ledger.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the same piece of payment work costs when a general scheduler picks it: the figures behind decision 0017. The
 * work is the least that a payment needs: write the attempt, call, write what came of it.
 */
class SchedulerComparisonTest {
    private static final int PIECES = 20;
    private static final String TABLES = """
            create table scheduled_tasks (
                task_name varchar(100) not null, task_instance varchar(100) not null, task_data blob,
                execution_time timestamp with time zone not null, picked boolean not null, picked_by varchar(50),
                last_success timestamp with time zone, last_failure timestamp with time zone,
                consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
                priority int, primary key (task_name, task_instance))
            """;

    private final TestDatabase database = TestDatabase.Kind.H2.create();
    private final CountedDataSource counted = new CountedDataSource(database.dataSource());
    private final Jdbi jdbi = Jdbi.create(counted);
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void close() {
        database.close();
    }

    private void phase(String table, String payment) {
        jdbi.useTransaction(handle -> handle.execute("insert into " + table + " (payment) values (?)", payment));
    }

    @Test
    void aGeneralSchedulerTakesTwiceTheCommitsOfClaimAndSettle() {
        jdbi.useHandle(handle -> {
            handle.execute(TABLES);
            handle.execute("create table attempt (payment varchar(40) primary key)");
            handle.execute("create table settled (payment varchar(40) primary key)");
        });
        OneTimeTask<Void> work = Tasks.oneTime("payment").execute((instance, context) -> {
            phase("attempt", instance.getId()); // T2: it has to be true before the call
            done.add(instance.getId());
            phase("settled", instance.getId()); // T3
        });
        ManualScheduler scheduler = TestHelper.createManualScheduler(counted, work)
                .clock(new SettableClock())
                .build();
        for (int i = 0; i < PIECES; i++) {
            scheduler.schedule(
                    work.instance("p-" + i), scheduler.getClock().now().minusSeconds(1));
        }
        Counts before = counted.counts();
        while (done.size() < PIECES) {
            scheduler.runAnyDueExecutions();
        }
        Counts spent = counted.counts().since(before);
        System.out.println("db-scheduler, " + PIECES + " pieces of payment work: " + spent);

        // Picked, attempt, settled, removed: four, where claim and settle are two; and nothing ties the first to the
        // second, nor the third to the fourth.
        assertThat(spent.commits()).isGreaterThanOrEqualTo(4 * PIECES);
        assertThat(spent.statements()).isGreaterThanOrEqualTo(4 * PIECES);
    }
}
