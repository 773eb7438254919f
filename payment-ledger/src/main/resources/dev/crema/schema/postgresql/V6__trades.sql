-- Trades: what the business wants paid, its orders on one side and its payments on the other, and the plan between.
-- Amounts are whole minor units. Every key begins with the trade, by which the tables would be distributed. A trade's
-- reference is kept with those of the payments, under the form TRADE.

create table crema_trade (
    trade_id        varchar(26) collate "C" not null,
    scope           varchar(32) collate "C" not null,
    reference       varchar(64) collate "C" not null,
    trade_type      varchar(32) collate "C" not null,
    payer           varchar(128) collate "C" not null,
    amount_minor    bigint not null,
    currency        varchar(14) collate "C" not null,
    subject         varchar(128) not null,
    return_to       varchar(2048),
    valid_seconds   bigint not null,
    options         varchar(12288) not null,
    facts           varchar(12288) not null,
    plan            varchar(64) collate "C" not null,
    why             varchar(1024) not null,
    confirm_seconds bigint,
    unconfirmed     varchar(8) collate "C" not null,
    state           varchar(24) collate "C" not null,
    version         integer not null,
    ending          varchar(24) collate "C",
    tries           integer not null,
    confirm_by      timestamp with time zone,
    review_until    timestamp with time zone,
    reason_code     varchar(64),
    reason_message  varchar(256),
    attention       varchar(16) collate "C",
    context         varchar(4096) not null,
    created_at      timestamp with time zone not null,
    updated_at      timestamp with time zone not null,
    constraint crema_trade_key     primary key (trade_id),
    constraint crema_trade_amount  check (amount_minor > 0),
    constraint crema_trade_version check (version > 0)
) with (fillfactor = 70);

-- One order may be in several trades, and one trade has any number of orders.
create table crema_trade_order (
    trade_id     varchar(26) collate "C" not null,
    number       integer not null,
    scope        varchar(32) collate "C" not null,
    order_id     varchar(64) collate "C" not null,
    payee        varchar(128) collate "C" not null,
    amount_minor bigint not null,
    whole_minor  bigint not null,
    constraint crema_trade_order_key    primary key (trade_id, number),
    constraint crema_trade_order_amount check (amount_minor > 0)
);

create index crema_trade_order_found on crema_trade_order (scope, order_id);

-- The plan: written with the trade and never changed. How far a step has come is told by its payments.
create table crema_trade_step (
    trade_id     varchar(26) collate "C" not null,
    number       integer not null,
    name         varchar(64) collate "C" not null,
    action       varchar(9) collate "C" not null,
    phase        varchar(7) collate "C" not null,
    from_account varchar(128) collate "C",
    into_account varchar(128) collate "C",
    amount_minor bigint not null,
    channel      varchar(32) collate "C",
    order_id     varchar(64) collate "C",
    target       integer not null,
    constraint crema_trade_step_key    primary key (trade_id, number),
    constraint crema_trade_step_amount check (amount_minor > 0)
);

-- A step may have several payments, one for each channel that was tried; why says why this one.
create table crema_trade_payment (
    trade_id   varchar(26) collate "C" not null,
    number     integer not null,
    step       integer not null,
    role       varchar(4) collate "C" not null,
    payment_id varchar(26) collate "C" not null,
    why        varchar(512) not null,
    constraint crema_trade_payment_key primary key (trade_id, number)
);

create table crema_trade_transition (
    trade_id       varchar(26) collate "C" not null,
    version        integer not null,
    state          varchar(24) collate "C" not null,
    reason_code    varchar(64),
    reason_message varchar(256),
    entered_at     timestamp with time zone not null,
    constraint crema_trade_transition_key primary key (trade_id, version)
);

-- Work on the trade itself. As in crema_task, what is waiting has a due time and what has ended has none. The end of a
-- payment makes the work of its trade due.
create table crema_trade_task (
    trade_id     varchar(26) collate "C" not null,
    due_at       timestamp with time zone,
    leased_until timestamp with time zone,
    token        bigint not null,
    tries        integer not null,
    outcome      varchar(9),
    reason       varchar(256),
    ended_at     timestamp with time zone,
    constraint crema_trade_task_key     primary key (trade_id),
    constraint crema_trade_task_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'HELD' then due_at is not null
        else outcome is null and due_at is not null end)
) with (fillfactor = 70);

create index crema_trade_task_due on crema_trade_task (due_at);
create index crema_trade_task_ended on crema_trade_task (ended_at);

-- What listeners are told of trades, as crema_delivery is for payments: the sequence is the version of the state that
-- is told, and the row without a listener is the event itself, which is shared out to the listeners.
create table crema_trade_delivery (
    trade_id     varchar(26) collate "C" not null,
    sequence     integer not null,
    listener     varchar(64) collate "C" not null,
    due_at       timestamp with time zone,
    leased_until timestamp with time zone,
    token        bigint not null,
    tries        integer not null,
    outcome      varchar(9),
    reason       varchar(256),
    ended_at     timestamp with time zone,
    constraint crema_trade_delivery_key     primary key (trade_id, sequence, listener),
    constraint crema_trade_delivery_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'DISCARDED' then due_at is null
        else outcome is null and due_at is not null end)
) with (fillfactor = 70);

create index crema_trade_delivery_due on crema_trade_delivery (listener, due_at);
create index crema_trade_delivery_ended on crema_trade_delivery (ended_at);

-- What people decided of trades: written once, never changed.
create table crema_trade_decision (
    trade_id   varchar(26) collate "C" not null,
    number     integer not null,
    evidence   varchar(256) not null,
    decided_by varchar(128) not null,
    reason     varchar(256) not null,
    decided_at timestamp with time zone not null,
    constraint crema_trade_decision_key primary key (trade_id, number)
);

create trigger crema_trade_order_append_only before update or delete or truncate on crema_trade_order
    for each statement execute function crema_append_only();

create trigger crema_trade_step_append_only before update or delete or truncate on crema_trade_step
    for each statement execute function crema_append_only();

create trigger crema_trade_payment_append_only before update or delete or truncate on crema_trade_payment
    for each statement execute function crema_append_only();

create trigger crema_trade_transition_append_only before update or delete or truncate on crema_trade_transition
    for each statement execute function crema_append_only();

create trigger crema_trade_decision_append_only before update or delete or truncate on crema_trade_decision
    for each statement execute function crema_append_only();

insert into crema_schema_history (version, script, applied_by, applied_at)
values (6, 'V6__trades.sql', current_user, current_timestamp);
