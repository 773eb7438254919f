package dev.crema.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.ledger.OnEachDatabase;
import dev.crema.ledger.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Hibernate ends its transactions its own way, and shares its connection only on being asked. */
@OnEachDatabase
class JpaTransactionsTest {
    private final DataSource dataSource;
    private final SpringTransactions transactions;
    private final JdbcTemplate library;
    private final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
    private final List<String> told = new ArrayList<>();
    private TransactionTemplate template;

    JpaTransactionsTest(TestDatabase database) {
        this.dataSource = database.dataSource();
        this.transactions = new SpringTransactions(dataSource);
        this.library = new JdbcTemplate(transactions.dataSource());
    }

    @BeforeEach
    void jpa() {
        factory.setDataSource(dataSource);
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan("dev.crema.spring.none");
        factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "none"));
        factory.afterPropertiesSet();
        JpaTransactionManager manager = new JpaTransactionManager(factory.getObject());
        manager.addListener(transactions);
        template = new TransactionTemplate(manager);
        library.execute("drop table if exists thing");
        library.execute("create table thing (name varchar(20) primary key)");
    }

    @AfterEach
    void close() {
        factory.destroy();
    }

    private void put(String name) {
        library.update("insert into thing values (?)", name);
    }

    private List<String> things() {
        return new JdbcTemplate(dataSource).queryForList("select name from thing order by name", String.class);
    }

    @Test
    void whatIsWrittenInATransactionOfJpaComesTrueOrVanishesWithIt() {
        template.executeWithoutResult(status -> {
            assertThat(transactions.isOpen()).isTrue();
            put("kept");
            transactions.afterCommit(() -> told.add("kept"));
        });
        template.executeWithoutResult(status -> {
            put("gone");
            transactions.afterCommit(() -> told.add("gone"));
            status.setRollbackOnly();
        });

        assertThat(things()).containsExactly("kept");
        assertThat(told).containsExactly("kept");
        assertThat(transactions.isOpen()).isFalse();
    }

    @Test
    void afterTheCommitNothingJoinsTheTransactionOfJpaThatIsOver() {
        template.executeWithoutResult(status ->
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        assertThat(transactions.isOpen()).isFalse();
                        put("after the commit");
                    }
                }));

        assertThat(things()).containsExactly("after the commit");
    }

    @Test
    void aTransactionOfItsOwnIsApartFromTheSuspendedOneOfJpa() {
        TransactionTemplate inner = new TransactionTemplate(template.getTransactionManager());
        inner.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);

        template.executeWithoutResult(status -> {
            put("outer");
            inner.executeWithoutResult(own -> put("inner"));
            status.setRollbackOnly();
        });

        assertThat(things()).containsExactly("inner");
    }
}
