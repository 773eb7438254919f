-- What is booked later: credits of hot accounts that wait for their number, and journals that wait for their turn.

-- Legs of posted journals that make a deferring account more and have no entry yet; whoever folds the account turns them
-- into entries, in this order, under the lock on the account's row, and deletes them in the same transaction. So at any
-- moment the entries of a journal and these together sum to zero in each currency, and so do all balances and these; and
-- a balance is what its row says and the sum of these. In crema_journal.postings such a leg has the number 0 and the
-- balance 0 for ever; its entry bears the same journal_id and amount, and the leg with 10000 added. digest is what the
-- chain of the account is to bind of the journal.
create table crema_deferred (
    scope        varchar(32)  collate "C"  not null,
    account      varchar(128) collate "C"  not null,
    booked_at    timestamp with time zone  not null,
    journal_id   uuid                      not null,
    leg          integer                   not null,
    amount_minor bigint                    not null,
    effective_on date                      not null,
    digest       bytea                     not null,
    constraint crema_deferred_key    primary key (scope, account, booked_at, journal_id, leg),
    constraint crema_deferred_leg    check (leg > 0),
    constraint crema_deferred_amount check (amount_minor <> 0)
);

-- Journals that are to be posted later, in the order of queued_at and place: the time by the clock of this database,
-- and then the order within the process. A journal that is posted leaves this table in the same transaction; one that
-- is refused stays with the reason and stands in nobody's way. journal is its text.
create table crema_queued (
    journal_id   uuid                      not null,
    scope        varchar(32)  collate "C"  not null,
    reference    varchar(64)  collate "C"  not null,
    content_hash bytea                     not null,
    journal      text                      not null,
    state        varchar(9)                not null,
    tries        integer                   not null,
    reason       varchar(500),
    queued_at    timestamp with time zone  not null,
    place        bigint                    not null,
    constraint crema_queued_key   primary key (journal_id),
    constraint crema_queued_state check (state in ('WAITING', 'REFUSED', 'DISCARDED'))
);

create index crema_queued_next on crema_queued (state, queued_at, place);

-- Who works on the queue holds this row's lock, so that journals on one account are posted in their order.
create table crema_turn (
    name varchar(16) not null,
    constraint crema_turn_key primary key (name)
);

insert into crema_turn (name) values ('queue');

insert into crema_schema_history (version, script, applied_by, applied_at)
values (3, 'V3__hot_accounts.sql', current_user, current_timestamp);
