package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

@OnEachDatabase
class SpringTransactionsTest {
    private final DataSource dataSource;
    private final SpringTransactions transactions;
    /** What the library would write through. */
    private final JdbcTemplate library;

    private final DataSourceTransactionManager manager;
    private final List<String> told = new ArrayList<>();

    SpringTransactionsTest(TestDatabase database) {
        this.dataSource = database.dataSource();
        this.transactions = new SpringTransactions(dataSource);
        this.library = new JdbcTemplate(transactions.dataSource());
        this.manager = new JdbcTransactionManager(dataSource);
        manager.addListener(transactions);
    }

    @BeforeEach
    void aTable() {
        library.execute("drop table if exists thing");
        library.execute("create table thing (name varchar(20) primary key)");
    }

    private static void in(AbstractPlatformTransactionManager manager, Runnable work) {
        new TransactionTemplate(manager).executeWithoutResult(status -> work.run());
    }

    private void in(int propagation, Runnable work) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setPropagationBehavior(propagation);
        template.executeWithoutResult(status -> work.run());
    }

    private static void rolledBack(AbstractPlatformTransactionManager manager, Runnable work) {
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            work.run();
            status.setRollbackOnly();
        });
    }

    private void put(String name) {
        library.update("insert into thing values (?)", name);
    }

    private List<String> things() {
        return new JdbcTemplate(dataSource).queryForList("select name from thing order by name", String.class);
    }

    @Test
    void withoutATransactionNoneIsOpenAndNothingCanWaitForItsCommit() {
        assertThat(transactions.isOpen()).isFalse();
        assertThatThrownBy(() -> transactions.afterCommit(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsWrittenInTheHostsTransactionComesTrueOrVanishesWithIt() {
        in(manager, () -> {
            assertThat(transactions.isOpen()).isTrue();
            put("kept");
        });
        rolledBack(manager, () -> put("gone"));

        assertThat(things()).containsExactly("kept");
        assertThat(transactions.isOpen()).isFalse();
    }

    @Test
    void anActionRunsAfterTheCommitAndNotBefore() {
        in(manager, () -> {
            transactions.afterCommit(() -> told.add("committed"));
            put("x");
            assertThat(told).isEmpty();
        });

        assertThat(told).containsExactly("committed");
    }

    @Test
    void anActionNeverRunsAfterARollback() {
        rolledBack(manager, () -> transactions.afterCommit(() -> told.add("committed")));
        in(manager, () -> put("next on the thread"));

        assertThat(told).isEmpty();
    }

    @Test
    void anActionThatThrowsDoesNotMakeTheCommitLookFailed() {
        assertThatCode(() -> in(manager, () -> {
                    transactions.afterCommit(() -> {
                        throw new IllegalStateException("on purpose");
                    });
                    transactions.afterCommit(() -> told.add("the next one"));
                }))
                .doesNotThrowAnyException();

        assertThat(told).containsExactly("the next one");
    }

    @Test
    void aTransactionOfItsOwnIsApartFromTheSuspendedOne() {
        rolledBack(manager, () -> {
            put("outer");
            transactions.afterCommit(() -> told.add("outer"));
            in(TransactionTemplate.PROPAGATION_REQUIRES_NEW, () -> {
                put("inner");
                transactions.afterCommit(() -> told.add("inner"));
            });
            assertThat(transactions.isOpen()).isTrue();
        });

        assertThat(things()).containsExactly("inner");
        assertThat(told).containsExactly("inner");
    }

    @Test
    void aSuspendedTransactionIsNotOpen() {
        rolledBack(
                manager,
                () -> in(TransactionTemplate.PROPAGATION_NOT_SUPPORTED, () -> {
                    assertThat(transactions.isOpen()).isFalse();
                    put("by itself");
                }));

        assertThat(things()).containsExactly("by itself");
    }

    @Test
    void aNestedTransactionBelongsToTheOuterOne() {
        in(manager, () -> {
            in(TransactionTemplate.PROPAGATION_NESTED, () -> {
                put("nested");
                transactions.afterCommit(() -> told.add("committed"));
            });
            assertThat(told).isEmpty();
        });

        assertThat(things()).containsExactly("nested");
        assertThat(told).containsExactly("committed");
    }

    @Test
    void aScopeThatHasNoTransactionIsNone() {
        in(TransactionTemplate.PROPAGATION_SUPPORTS, () -> {
            new JdbcTemplate(dataSource).queryForObject("select count(*) from thing", Integer.class);
            assertThat(transactions.isOpen()).isFalse();
            put("x");
        });

        assertThat(things()).containsExactly("x");
    }

    @Test
    void aTransactionOfAnotherDataSourceDoesNotCount() {
        try (TestDatabase other = TestDatabase.Kind.H2.create()) {
            JdbcTransactionManager others = new JdbcTransactionManager(other.dataSource());
            others.addListener(transactions);

            rolledBack(others, () -> {
                assertThat(transactions.isOpen()).isFalse();
                // Now Spring keeps a connection of ours on the thread, which nobody will commit.
                new JdbcTemplate(dataSource).queryForObject("select count(*) from thing", Integer.class);
                assertThat(transactions.isOpen()).isFalse();
                put("by itself");
                assertThat(things()).containsExactly("by itself");
            });
        }
        assertThat(things()).containsExactly("by itself");
    }

    @Test
    void noConnectionIsKeptForAsLongAsATransactionOfAnotherDataSourceLasts() {
        try (TestDatabase other = TestDatabase.Kind.H2.create()) {
            in(new JdbcTransactionManager(other.dataSource()), () -> {
                put("by itself");
                assertThat(TransactionSynchronizationManager.hasResource(dataSource))
                        .isFalse();
            });
        }
    }

    @Test
    void aTransactionStaysOpenWhileOneOfAnotherDataSourceComesAndGoesInside() {
        try (TestDatabase other = TestDatabase.Kind.H2.create()) {
            JdbcTransactionManager others = new JdbcTransactionManager(other.dataSource());
            others.addListener(transactions);

            rolledBack(manager, () -> {
                in(others, () -> {
                    assertThat(transactions.isOpen()).isTrue();
                    put("gone");
                    transactions.afterCommit(() -> told.add("ours"));
                });
                assertThat(transactions.isOpen()).isTrue();
            });
        }
        assertThat(things()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void afterTheCommitNothingJoinsTheTransactionThatIsOver() {
        in(
                manager,
                () -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public int getOrder() {
                        return 0; // earlier than most
                    }

                    @Override
                    public void afterCommit() {
                        assertThat(transactions.isOpen()).isFalse();
                        put("after the commit");
                    }

                    @Override
                    public void afterCompletion(int status) {
                        assertThat(transactions.isOpen()).isFalse();
                        put("after completion");
                    }
                }));

        assertThat(things()).containsExactly("after completion", "after the commit");
    }

    @Test
    void beforeTheCommitTheTransactionIsStillOpen() {
        in(
                manager,
                () -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) {
                        put("x");
                        transactions.afterCommit(() -> told.add("committed"));
                    }
                }));

        assertThat(things()).containsExactly("x");
        assertThat(told).containsExactly("committed");
    }

    @Test
    void aTransactionOfAManagerThatIsNoBeanIsFoundAllTheSame() {
        DataSourceTransactionManager unseen = new DataSourceTransactionManager(dataSource);

        rolledBack(unseen, () -> {
            assertThat(transactions.isOpen()).isTrue();
            put("gone");
        });
        in(unseen, () -> {
            transactions.afterCommit(() -> told.add("committed"));
            put("kept");
        });

        assertThat(things()).containsExactly("kept");
        assertThat(told).containsExactly("committed");
        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
    }

    @Test
    void nothingIsLeftOnTheThread() {
        in(manager, () -> put("x"));
        rolledBack(manager, () -> put("y"));

        assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
    }

    @Test
    void aProxyThatFollowsTransactionsItselfIsLookedThrough() {
        SpringTransactions behindProxy = new SpringTransactions(new TransactionAwareDataSourceProxy(dataSource));
        manager.addListener(behindProxy);

        in(manager, () -> assertThat(behindProxy.isOpen()).isTrue());
    }
}
