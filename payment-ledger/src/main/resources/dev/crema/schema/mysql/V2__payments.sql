-- Payments: what was asked for, how far it has come, and every step on the way. Amounts are whole minor units, times
-- are in UTC. Every key begins with the payment, by which the tables would be distributed; the references, which make a
-- request unique, are distributed by themselves. How ids compare, and why each statement can be repeated, says V1.

-- refunded_minor is reserved before a refund is sent and given back only when it definitely failed.
create table if not exists crema_payment (
    payment_id       varchar(26)  not null,
    scope            varchar(32)  not null,
    reference        varchar(64)  not null,
    form             varchar(10)  not null,
    state            varchar(14)  not null,
    version          integer      not null,
    amount_minor     bigint       not null,
    currency         varchar(14)  not null,
    refunded_minor   bigint       not null,
    channel          varchar(32)  not null,
    from_account     varchar(128),
    into_account     varchar(128),
    original_id      varchar(26),
    payee_account    varchar(128) character set utf8mb4 collate utf8mb4_bin,
    payee_name       varchar(128) character set utf8mb4 collate utf8mb4_bin,
    subject          varchar(128) character set utf8mb4 collate utf8mb4_bin not null,
    return_to        text         character set utf8mb4 collate utf8mb4_bin,
    options          text         character set utf8mb4 collate utf8mb4_bin not null,
    deadline         datetime(6),
    review_until     datetime(6),
    cancel_requested boolean      not null,
    next_action      varchar(14)  not null,
    next_content     text         character set utf8mb4 collate utf8mb4_bin not null,
    transaction_id   varchar(128),
    fee_minor        bigint,
    reason_code      varchar(64)  character set utf8mb4 collate utf8mb4_bin,
    reason_message   varchar(256) character set utf8mb4 collate utf8mb4_bin,
    attention        varchar(16),
    created_at       datetime(6)  not null,
    updated_at       datetime(6)  not null,
    constraint crema_payment_key      primary key (payment_id),
    constraint crema_payment_amount   check (amount_minor > 0),
    constraint crema_payment_refunded check (refunded_minor between 0 and amount_minor),
    constraint crema_payment_version  check (version > 0),
    constraint crema_payment_accounts check (from_account is not null or into_account is not null),
    key crema_payment_original (original_id)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- The key is what makes a reference unique; the fingerprint tells a repeat from another request.
create table if not exists crema_reference (
    scope       varchar(32) not null,
    form        varchar(10) not null,
    reference   varchar(64) not null,
    payment_id  varchar(26) not null,
    fingerprint varchar(64) not null,
    accepted_at datetime(6) not null,
    constraint crema_reference_key primary key (scope, form, reference)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_transition (
    payment_id varchar(26) not null,
    version    integer     not null,
    state      varchar(14) not null,
    entered_at datetime(6) not null,
    constraint crema_transition_key primary key (payment_id, version)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Written before the call; without a result, nobody knows whether the call was made.
create table if not exists crema_attempt (
    payment_id varchar(26)  not null,
    number     integer      not null,
    work       varchar(5)   not null,
    channel    varchar(32)  not null,
    route      integer      not null,
    started_at datetime(6)  not null,
    result     varchar(12),
    message    varchar(256) character set utf8mb4 collate utf8mb4_bin not null,
    constraint crema_attempt_key primary key (payment_id, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_event (
    payment_id     varchar(26)  not null,
    sequence       integer      not null,
    state          varchar(14)  not null,
    reason_code    varchar(64)  character set utf8mb4 collate utf8mb4_bin,
    reason_message varchar(256) character set utf8mb4 collate utf8mb4_bin,
    occurred_at    datetime(6)  not null,
    constraint crema_event_key primary key (payment_id, sequence)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Work: sequence 0 is the payment itself, any other the event of that sequence. What is waiting has a due time, and
-- what has ended has none; a lease holds it back while somebody works on it, and the token tells a holder that slept
-- past its lease that it holds nothing any more.
create table if not exists crema_task (
    payment_id   varchar(26)  not null,
    sequence     integer      not null,
    due_at       datetime(6),
    leased_until datetime(6),
    token        bigint       not null,
    tries        integer      not null,
    outcome      varchar(9),
    reason       varchar(256) character set utf8mb4 collate utf8mb4_bin,
    constraint crema_task_key     primary key (payment_id, sequence),
    constraint crema_task_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'HELD' then due_at is not null
        else outcome is null and due_at is not null end),
    key crema_task_due (due_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- One difference for each key of a payment, however often the news comes.
create table if not exists crema_difference (
    payment_id     varchar(26)  not null,
    difference_key varchar(128) not null,
    kind           varchar(32)  not null,
    moved_minor    bigint       not null,
    currency       varchar(14)  not null,
    found_at       datetime(6)  not null,
    constraint crema_difference_key   primary key (payment_id, difference_key),
    constraint crema_difference_moved check (moved_minor >= 0)
) engine = InnoDB default character set = ascii collate = ascii_bin;

drop trigger if exists crema_transition_not_changed;
create trigger crema_transition_not_changed after update on crema_transition for each row
    signal sqlstate '45000' set message_text = 'crema_transition is append-only: its rows are never changed or deleted';

drop trigger if exists crema_transition_not_deleted;
create trigger crema_transition_not_deleted after delete on crema_transition for each row
    signal sqlstate '45000' set message_text = 'crema_transition is append-only: its rows are never changed or deleted';

drop trigger if exists crema_event_not_changed;
create trigger crema_event_not_changed after update on crema_event for each row
    signal sqlstate '45000' set message_text = 'crema_event is append-only: its rows are never changed or deleted';

drop trigger if exists crema_event_not_deleted;
create trigger crema_event_not_deleted after delete on crema_event for each row
    signal sqlstate '45000' set message_text = 'crema_event is append-only: its rows are never changed or deleted';

drop trigger if exists crema_difference_not_changed;
create trigger crema_difference_not_changed after update on crema_difference for each row
    signal sqlstate '45000' set message_text = 'crema_difference is append-only: its rows are never changed or deleted';

drop trigger if exists crema_difference_not_deleted;
create trigger crema_difference_not_deleted after delete on crema_difference for each row
    signal sqlstate '45000' set message_text = 'crema_difference is append-only: its rows are never changed or deleted';

insert into crema_schema_history (version, script, applied_by, applied_at)
values (2, 'V2__payments.sql', current_user(), utc_timestamp(6));
