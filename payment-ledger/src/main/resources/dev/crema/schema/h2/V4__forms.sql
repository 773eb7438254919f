-- The forms in full: top-ups in two phases, what becomes of money that moved against our word, orders that are paid
-- once, and what people decided.
-- H2 commits each statement that defines something, so each can be repeated: a migration that was cut off continues.

-- A top-up in two phases: what the channel handed over, what captures on their way would take, and what they have
-- taken. The check is what keeps captures within what was set aside. order_id is the order that the payment alone pays; movement_id is
-- what a refund gives back where that moved against our word.
alter table crema_payment add column if not exists authorized_for_s bigint;
alter table crema_payment add column if not exists authorization_id varchar(128);
alter table crema_payment add column if not exists authorized_until timestamp with time zone;
alter table crema_payment add column if not exists capturing_minor bigint default 0 not null;
alter table crema_payment add column if not exists captured_minor bigint default 0 not null;
alter table crema_payment add column if not exists movement_id varchar(128);
alter table crema_payment add column if not exists order_id varchar(64);
alter table crema_payment add constraint if not exists crema_payment_captured check (
    capturing_minor >= 0 and captured_minor >= 0 and capturing_minor + captured_minor <= amount_minor);

-- When the answer came; until then the call may still leave, for as long as a worker's lease lasts.
alter table crema_attempt add column if not exists answered_at timestamp with time zone;

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
);

-- Which payment paid an order that is to be paid by one alone. The key decides who was first.
create table if not exists crema_paid_order (
    scope      varchar(32) not null,
    order_id   varchar(64) not null,
    payment_id varchar(26) not null,
    paid_at    timestamp with time zone not null,
    constraint crema_paid_order_key primary key (scope, order_id)
);

-- What people decided of payments that could not go on by themselves: written once, never changed.
create table if not exists crema_decision (
    payment_id varchar(26) not null,
    number     integer not null,
    evidence   varchar(256) not null,
    decided_by varchar(128) not null,
    reason     varchar(256) not null,
    decided_at timestamp with time zone not null,
    constraint crema_decision_key primary key (payment_id, number)
);

insert into crema_schema_history (version, script, applied_by, applied_at)
values (4, 'V4__forms.sql', current_user, current_timestamp);
