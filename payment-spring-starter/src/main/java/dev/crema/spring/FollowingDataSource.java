package dev.crema.spring;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Hands out the connection of the host's transaction while one is open on the thread, and else a connection of its own.
 * Spring's proxy alone would do the first, but would also keep a connection for as long as any transaction of another
 * data source lasts, and go on with the old one after the commit, when nobody commits any more.
 */
final class FollowingDataSource extends DelegatingDataSource {
    private final DataSource joined;
    private final SpringTransactions transactions;

    FollowingDataSource(DataSource target, SpringTransactions transactions) {
        super(target);
        this.joined = new TransactionAwareDataSourceProxy(target);
        this.transactions = transactions;
    }

    @Override
    protected DataSource obtainTargetDataSource() {
        return transactions.isOpen() ? joined : super.obtainTargetDataSource();
    }
}
