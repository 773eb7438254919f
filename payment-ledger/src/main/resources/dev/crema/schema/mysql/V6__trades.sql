-- Trades: what the business wants paid, its orders on one side and its payments on the other, and the plan between.
-- Amounts are whole minor units. Every key begins with the trade, by which the tables would be distributed. A trade's
-- reference is kept with those of the payments, under the form TRADE.
-- Times are in UTC. How ids compare, and why each statement can be repeated, says V1.

create table if not exists crema_trade (
    trade_id        varchar(26) not null,
    scope           varchar(32) not null,
    reference       varchar(64) not null,
    trade_type      varchar(32) not null,
    payer           varchar(128) not null,
    amount_minor    bigint not null,
    currency        varchar(14) not null,
    subject         varchar(128) character set utf8mb4 collate utf8mb4_bin not null,
    return_to       text character set utf8mb4 collate utf8mb4_bin,
    valid_seconds   bigint not null,
    options         text character set utf8mb4 collate utf8mb4_bin not null,
    facts           text character set utf8mb4 collate utf8mb4_bin not null,
    plan            varchar(64) not null,
    why             varchar(1024) character set utf8mb4 collate utf8mb4_bin not null,
    confirm_seconds bigint,
    unconfirmed     varchar(8) not null,
    state           varchar(24) not null,
    version         integer not null,
    ending          varchar(24),
    tries           integer not null,
    confirm_by      datetime(6),
    review_until    datetime(6),
    reason_code     varchar(64) character set utf8mb4 collate utf8mb4_bin,
    reason_message  varchar(256) character set utf8mb4 collate utf8mb4_bin,
    attention       varchar(16),
    context         varchar(4096) not null,
    created_at      datetime(6) not null,
    updated_at      datetime(6) not null,
    constraint crema_trade_key     primary key (trade_id),
    constraint crema_trade_amount  check (amount_minor > 0),
    constraint crema_trade_version check (version > 0)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- One order may be in several trades, and one trade has any number of orders.
create table if not exists crema_trade_order (
    trade_id     varchar(26) not null,
    number       integer not null,
    scope        varchar(32) not null,
    order_id     varchar(64) not null,
    payee        varchar(128) not null,
    amount_minor bigint not null,
    whole_minor  bigint not null,
    constraint crema_trade_order_key    primary key (trade_id, number),
    constraint crema_trade_order_amount check (amount_minor > 0),
    key crema_trade_order_found (scope, order_id)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- The plan: written with the trade and never changed. How far a step has come is told by its payments.
create table if not exists crema_trade_step (
    trade_id     varchar(26) not null,
    number       integer not null,
    name         varchar(64) not null,
    action       varchar(9) not null,
    phase        varchar(7) not null,
    from_account varchar(128),
    into_account varchar(128),
    amount_minor bigint not null,
    channel      varchar(32),
    order_id     varchar(64),
    target       integer not null,
    constraint crema_trade_step_key    primary key (trade_id, number),
    constraint crema_trade_step_amount check (amount_minor > 0)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- A step may have several payments, one for each channel that was tried; why says why this one.
create table if not exists crema_trade_payment (
    trade_id   varchar(26) not null,
    number     integer not null,
    step       integer not null,
    role       varchar(4) not null,
    payment_id varchar(26) not null,
    why        varchar(512) character set utf8mb4 collate utf8mb4_bin not null,
    constraint crema_trade_payment_key primary key (trade_id, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_trade_transition (
    trade_id       varchar(26) not null,
    version        integer not null,
    state          varchar(24) not null,
    reason_code    varchar(64) character set utf8mb4 collate utf8mb4_bin,
    reason_message varchar(256) character set utf8mb4 collate utf8mb4_bin,
    entered_at     datetime(6) not null,
    constraint crema_trade_transition_key primary key (trade_id, version)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Work on the trade itself. As in crema_task, what is waiting has a due time and what has ended has none. The end of a
-- payment makes the work of its trade due.
create table if not exists crema_trade_task (
    trade_id     varchar(26) not null,
    due_at       datetime(6),
    leased_until datetime(6),
    token        bigint not null,
    tries        integer not null,
    outcome      varchar(9),
    reason       varchar(256) character set utf8mb4 collate utf8mb4_bin,
    ended_at     datetime(6),
    constraint crema_trade_task_key     primary key (trade_id),
    constraint crema_trade_task_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'HELD' then due_at is not null
        else outcome is null and due_at is not null end),
    key crema_trade_task_due (due_at),
    key crema_trade_task_ended (ended_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- What listeners are told of trades, as crema_delivery is for payments: the sequence is the version of the state that
-- is told, and the row without a listener is the event itself, which is shared out to the listeners.
create table if not exists crema_trade_delivery (
    trade_id     varchar(26) not null,
    sequence     integer not null,
    listener     varchar(64) not null,
    due_at       datetime(6),
    leased_until datetime(6),
    token        bigint not null,
    tries        integer not null,
    outcome      varchar(9),
    reason       varchar(256) character set utf8mb4 collate utf8mb4_bin,
    ended_at     datetime(6),
    constraint crema_trade_delivery_key     primary key (trade_id, sequence, listener),
    constraint crema_trade_delivery_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'DISCARDED' then due_at is null
        else outcome is null and due_at is not null end),
    key crema_trade_delivery_due (listener, due_at),
    key crema_trade_delivery_ended (ended_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- What people decided of trades: written once, never changed.
create table if not exists crema_trade_decision (
    trade_id   varchar(26) not null,
    number     integer not null,
    evidence   varchar(256) character set utf8mb4 collate utf8mb4_bin not null,
    decided_by varchar(128) character set utf8mb4 collate utf8mb4_bin not null,
    reason     varchar(256) character set utf8mb4 collate utf8mb4_bin not null,
    decided_at datetime(6) not null,
    constraint crema_trade_decision_key primary key (trade_id, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

drop trigger if exists crema_trade_order_not_changed;
create trigger crema_trade_order_not_changed after update on crema_trade_order for each row
    signal sqlstate '45000' set message_text = 'crema_trade_order is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_order_not_deleted;
create trigger crema_trade_order_not_deleted after delete on crema_trade_order for each row
    signal sqlstate '45000' set message_text = 'crema_trade_order is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_step_not_changed;
create trigger crema_trade_step_not_changed after update on crema_trade_step for each row
    signal sqlstate '45000' set message_text = 'crema_trade_step is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_step_not_deleted;
create trigger crema_trade_step_not_deleted after delete on crema_trade_step for each row
    signal sqlstate '45000' set message_text = 'crema_trade_step is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_payment_not_changed;
create trigger crema_trade_payment_not_changed after update on crema_trade_payment for each row
    signal sqlstate '45000' set message_text = 'crema_trade_payment is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_payment_not_deleted;
create trigger crema_trade_payment_not_deleted after delete on crema_trade_payment for each row
    signal sqlstate '45000' set message_text = 'crema_trade_payment is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_transition_not_changed;
create trigger crema_trade_transition_not_changed after update on crema_trade_transition for each row
    signal sqlstate '45000' set message_text = 'crema_trade_transition is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_transition_not_deleted;
create trigger crema_trade_transition_not_deleted after delete on crema_trade_transition for each row
    signal sqlstate '45000' set message_text = 'crema_trade_transition is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_decision_not_changed;
create trigger crema_trade_decision_not_changed after update on crema_trade_decision for each row
    signal sqlstate '45000' set message_text = 'crema_trade_decision is append-only: its rows are never changed or deleted';

drop trigger if exists crema_trade_decision_not_deleted;
create trigger crema_trade_decision_not_deleted after delete on crema_trade_decision for each row
    signal sqlstate '45000' set message_text = 'crema_trade_decision is append-only: its rows are never changed or deleted';

insert into crema_schema_history (version, script, applied_by, applied_at)
values (6, 'V6__trades.sql', current_user(), utc_timestamp(6));
