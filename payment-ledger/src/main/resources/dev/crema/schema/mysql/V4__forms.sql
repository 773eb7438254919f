-- The forms in full: top-ups in two phases, what becomes of money that moved against our word, orders that are paid
-- once, and what people decided.
-- These databases commit each statement that defines something, so each can be repeated: a migration that was cut off
-- continues. Not all of them can add a column unless it is there, so that is asked before.

-- A top-up in two phases: what the channel handed over, what captures on their way would take, and what they have
-- taken. The check is what keeps captures within what was set aside. order_id is the order that the payment alone pays; movement_id is
-- what a refund gives back where that moved against our word.
set @crema_sql = if(
    (select count(*) from information_schema.columns
        where table_schema = database() and table_name = 'crema_payment' and column_name = 'order_id') > 0,
    'do 0',
    'alter table crema_payment
        add column authorized_for_s bigint,
        add column authorization_id varchar(128),
        add column authorized_until datetime(6),
        add column capturing_minor  bigint not null default 0,
        add column captured_minor   bigint not null default 0,
        add column movement_id      varchar(128),
        add column order_id         varchar(64),
        add constraint crema_payment_captured check (
            capturing_minor >= 0 and captured_minor >= 0 and capturing_minor + captured_minor <= amount_minor)');
prepare crema_statement from @crema_sql;
execute crema_statement;
deallocate prepare crema_statement;

-- When the answer came; until then the call may still leave, for as long as a worker's lease lasts.
set @crema_sql = if(
    (select count(*) from information_schema.columns
        where table_schema = database() and table_name = 'crema_attempt' and column_name = 'answered_at') > 0,
    'do 0',
    'alter table crema_attempt add column answered_at datetime(6)');
prepare crema_statement from @crema_sql;
execute crema_statement;
deallocate prepare crema_statement;

-- Money that moved against our word and is held in suspense: in which account, what is to become of it, and how much of
-- it a remedy (a refund or a transfer, each a payment of its own) has taken or is about to. The check is what keeps
-- remedies within what moved.
create table if not exists crema_suspense (
    payment_id     varchar(26) not null,
    difference_key varchar(128) not null,
    policy         varchar(16) not null,
    account        varchar(128) not null,
    moved_minor    bigint not null,
    remedied_minor bigint not null,
    currency       varchar(14) not null,
    constraint crema_suspense_key      primary key (payment_id, difference_key),
    constraint crema_suspense_remedied check (remedied_minor between 0 and moved_minor)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Which payment paid an order that is to be paid by one alone. The key decides who was first.
create table if not exists crema_paid_order (
    scope      varchar(32) not null,
    order_id   varchar(64) not null,
    payment_id varchar(26) not null,
    paid_at    datetime(6) not null,
    constraint crema_paid_order_key primary key (scope, order_id)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- What people decided of payments that could not go on by themselves: written once, never changed.
create table if not exists crema_decision (
    payment_id varchar(26) not null,
    number     integer not null,
    evidence   varchar(256) character set utf8mb4 collate utf8mb4_bin not null,
    decided_by varchar(128) character set utf8mb4 collate utf8mb4_bin not null,
    reason     varchar(256) character set utf8mb4 collate utf8mb4_bin not null,
    decided_at datetime(6) not null,
    constraint crema_decision_key primary key (payment_id, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

drop trigger if exists crema_decision_not_changed;
create trigger crema_decision_not_changed after update on crema_decision for each row
    signal sqlstate '45000' set message_text = 'crema_decision is append-only: its rows are never changed or deleted';

drop trigger if exists crema_decision_not_deleted;
create trigger crema_decision_not_deleted after delete on crema_decision for each row
    signal sqlstate '45000' set message_text = 'crema_decision is append-only: its rows are never changed or deleted';

insert into crema_schema_history (version, script, applied_by, applied_at)
values (4, 'V4__forms.sql', current_user(), utc_timestamp(6));
