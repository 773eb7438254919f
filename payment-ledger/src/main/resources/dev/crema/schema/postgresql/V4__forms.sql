-- The forms in full: top-ups in two phases, what becomes of money that moved against our word, orders that are paid
-- once, and what people decided.

-- A top-up in two phases: what the channel handed over, what captures on their way would take, and what they have
-- taken. The check is what keeps captures within what was set aside. order_id is the order that the payment alone pays; movement_id is
-- what a refund gives back where that moved against our word.
alter table crema_payment
    add column authorized_for_s bigint,
    add column authorization_id varchar(128) collate "C",
    add column authorized_until timestamp with time zone,
    add column capturing_minor  bigint not null default 0,
    add column captured_minor   bigint not null default 0,
    add column movement_id      varchar(128) collate "C",
    add column order_id         varchar(64) collate "C",
    add constraint crema_payment_captured check (
        capturing_minor >= 0 and captured_minor >= 0 and capturing_minor + captured_minor <= amount_minor);

-- When the answer came; until then the call may still leave, for as long as a worker's lease lasts.
alter table crema_attempt add column answered_at timestamp with time zone;

-- Money that moved against our word and is held in suspense: in which account, what is to become of it, and how much of
-- it a remedy (a refund or a transfer, each a payment of its own) has taken or is about to. The check is what keeps
-- remedies within what moved.
create table crema_suspense (
    payment_id     varchar(26) collate "C" not null,
    difference_key varchar(128) collate "C" not null,
    policy         varchar(16) not null,
    account        varchar(128) collate "C" not null,
    moved_minor    bigint not null,
    remedied_minor bigint not null,
    currency       varchar(14) collate "C" not null,
    constraint crema_suspense_key      primary key (payment_id, difference_key),
    constraint crema_suspense_remedied check (remedied_minor between 0 and moved_minor)
);

-- Which payment paid an order that is to be paid by one alone. The key decides who was first.
create table crema_paid_order (
    scope      varchar(32) collate "C" not null,
    order_id   varchar(64) collate "C" not null,
    payment_id varchar(26) collate "C" not null,
    paid_at    timestamp with time zone not null,
    constraint crema_paid_order_key primary key (scope, order_id)
);

-- What people decided of payments that could not go on by themselves: written once, never changed.
create table crema_decision (
    payment_id varchar(26) collate "C" not null,
    number     integer not null,
    evidence   varchar(256) not null,
    decided_by varchar(128) not null,
    reason     varchar(256) not null,
    decided_at timestamp with time zone not null,
    constraint crema_decision_key primary key (payment_id, number)
);

create trigger crema_decision_append_only before update or delete or truncate on crema_decision
    for each statement execute function crema_append_only();

insert into crema_schema_history (version, script, applied_by, applied_at)
values (4, 'V4__forms.sql', current_user, current_timestamp);
