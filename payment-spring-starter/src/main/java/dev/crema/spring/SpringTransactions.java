package dev.crema.spring;

import dev.crema.books.HostTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions on one data source. That "a transaction is active" on the thread and that "a connection is
 * bound" to it are both too little to go by: the transaction may be another data source's, the connection one that was
 * merely used during it, and both are still so when the commit is over and nothing will be committed any more. So each
 * transaction is seen to begin, by the connection that it bound, and to end. This holds for every manager that exposes
 * its JDBC connection: JDBC's own, JPA's, Hibernate's.
 */
final class SpringTransactions implements HostTransaction, TransactionExecutionListener {
    private static final Logger log = LoggerFactory.getLogger(SpringTransactions.class);
    private static final TransactionDefinition MANDATORY =
            new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_MANDATORY);

    private final DataSource dataSource;
    private final PlatformTransactionManager unseen;

    /** Made for the bean that transaction managers work on; a proxy that follows transactions is looked through. */
    SpringTransactions(DataSource bean) {
        this.dataSource = target(bean);
        this.unseen = new DataSourceTransactionManager(dataSource);
    }

    private static DataSource target(DataSource bean) {
        return bean instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? target(proxy.getTargetDataSource())
                : bean;
    }

    /** The data source for the library, whose connections follow these transactions. */
    DataSource dataSource() {
        return new FollowingDataSource(dataSource, this);
    }

    @Override
    public boolean isOpen() {
        return current().isPresent();
    }

    @Override
    public void afterCommit(Runnable action) {
        current()
                .orElseThrow(() -> new IllegalStateException("no transaction of the host is open"))
                .afterCommit
                .add(action);
    }

    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
        if (failure == null && transaction instanceof DefaultTransactionStatus status && status.hasTransaction()) {
            Object own = status.getTransaction();
            bound().filter(holder -> own instanceof JdbcTransactionObjectSupport jdbc
                            && jdbc.hasConnectionHolder()
                            && jdbc.getConnectionHolder() == holder)
                    .filter(holder -> seen(holder).isEmpty())
                    .ifPresent(SpringTransactions::see);
        }
    }

    private Optional<Seen> current() {
        return bound().flatMap(holder -> seen(holder).or(() -> unseen(holder)))
                .filter(transaction -> !transaction.over);
    }

    private Optional<ConnectionHolder> bound() {
        return Optional.ofNullable(TransactionSynchronizationManager.getResource(dataSource))
                .map(ConnectionHolder.class::cast);
    }

    /** Kept under the connection it belongs to, so that it comes and goes with it when it is suspended and resumed. */
    private static Optional<Seen> seen(ConnectionHolder holder) {
        return Optional.ofNullable(TransactionSynchronizationManager.getResource(holder))
                .map(Seen.class::cast);
    }

    private static Seen see(ConnectionHolder holder) {
        Seen transaction = new Seen(holder);
        TransactionSynchronizationManager.registerSynchronization(transaction);
        TransactionSynchronizationManager.bindResource(holder, transaction);
        return transaction;
    }

    /** A manager that is no bean tells nobody of its transactions, so Spring is asked whether there is one. */
    private Optional<Seen> unseen(ConnectionHolder holder) {
        // Between the end of a transaction and its tidying up there is no synchronization, but still a connection.
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return Optional.empty();
        }
        try {
            // Takes part in the transaction if there is one, which begins nothing that would have to be ended.
            unseen.getTransaction(MANDATORY);
            return Optional.of(see(holder));
        } catch (IllegalTransactionStateException none) {
            return Optional.empty();
        }
    }

    /** A transaction from its begin to its commit. Used by its own thread only. */
    private static final class Seen implements TransactionSynchronization {
        private final ConnectionHolder holder;
        private final List<Runnable> afterCommit = new ArrayList<>();
        private boolean over;

        Seen(ConnectionHolder holder) {
            this.holder = holder;
        }

        /** Before everybody else's, since what others do after the commit is not part of the transaction any more. */
        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void afterCommit() {
            over = true;
            afterCommit.forEach(Seen::run);
        }

        /** What is thrown here would reach the host's caller, who would take the commit for failed. */
        private static void run(Runnable action) {
            try {
                action.run();
            } catch (RuntimeException e) {
                log.error("an action after the commit failed; the commit stands", e);
            }
        }

        @Override
        public void afterCompletion(int status) {
            over = true;
            TransactionSynchronizationManager.unbindResourceIfPossible(holder);
        }
    }
}
