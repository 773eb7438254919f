-- Payments: what was asked for, how far it has come, and every step on the way. Amounts are whole minor units. Every
-- key begins with the payment, by which the tables would be distributed; the references, which make a request unique,
-- are distributed by themselves.

-- refunded_minor is reserved before a refund is sent and given back only when it definitely failed.
create table crema_payment (
    payment_id       varchar(26) collate "C"  not null,
    scope            varchar(32) collate "C"  not null,
    reference        varchar(64) collate "C"  not null,
    form             varchar(10)              not null,
    state            varchar(14)              not null,
    version          integer                  not null,
    amount_minor     bigint                   not null,
    currency         varchar(14) collate "C"  not null,
    refunded_minor   bigint                   not null,
    channel          varchar(32) collate "C"  not null,
    from_account     varchar(128) collate "C",
    into_account     varchar(128) collate "C",
    original_id      varchar(26) collate "C",
    payee_account    varchar(128),
    payee_name       varchar(128),
    subject          varchar(128)             not null,
    return_to        varchar(2048),
    options          varchar(12288)           not null,
    deadline         timestamp with time zone,
    review_until     timestamp with time zone,
    cancel_requested boolean                  not null,
    next_action      varchar(14)              not null,
    next_content     varchar(8192)            not null,
    transaction_id   varchar(128) collate "C",
    fee_minor        bigint,
    reason_code      varchar(64),
    reason_message   varchar(256),
    attention        varchar(16),
    created_at       timestamp with time zone not null,
    updated_at       timestamp with time zone not null,
    constraint crema_payment_key      primary key (payment_id),
    constraint crema_payment_amount   check (amount_minor > 0),
    constraint crema_payment_refunded check (refunded_minor between 0 and amount_minor),
    constraint crema_payment_version  check (version > 0),
    constraint crema_payment_accounts check (from_account is not null or into_account is not null)
) with (fillfactor = 70);

create index crema_payment_original on crema_payment (original_id);

-- The key is what makes a reference unique; the fingerprint tells a repeat from another request.
create table crema_reference (
    scope       varchar(32) collate "C"  not null,
    form        varchar(10)              not null,
    reference   varchar(64) collate "C"  not null,
    payment_id  varchar(26) collate "C"  not null,
    fingerprint varchar(64)              not null,
    accepted_at timestamp with time zone not null,
    constraint crema_reference_key primary key (scope, form, reference)
);

create table crema_transition (
    payment_id varchar(26) collate "C"  not null,
    version    integer                  not null,
    state      varchar(14)              not null,
    entered_at timestamp with time zone not null,
    constraint crema_transition_key primary key (payment_id, version)
);

-- Written before the call; without a result, nobody knows whether the call was made.
create table crema_attempt (
    payment_id varchar(26) collate "C"  not null,
    number     integer                  not null,
    work       varchar(5)               not null,
    channel    varchar(32) collate "C"  not null,
    route      integer                  not null,
    started_at timestamp with time zone not null,
    result     varchar(12),
    message    varchar(256)             not null,
    constraint crema_attempt_key primary key (payment_id, number)
);

create table crema_event (
    payment_id     varchar(26) collate "C"  not null,
    sequence       integer                  not null,
    state          varchar(14)              not null,
    reason_code    varchar(64),
    reason_message varchar(256),
    occurred_at    timestamp with time zone not null,
    constraint crema_event_key primary key (payment_id, sequence)
);

-- Work: sequence 0 is the payment itself, any other the event of that sequence. What is waiting has a due time, and
-- what has ended has none; a lease holds it back while somebody works on it, and the token tells a holder that slept
-- past its lease that it holds nothing any more.
create table crema_task (
    payment_id   varchar(26) collate "C"  not null,
    sequence     integer                  not null,
    due_at       timestamp with time zone,
    leased_until timestamp with time zone,
    token        bigint                   not null,
    tries        integer                  not null,
    outcome      varchar(9),
    reason       varchar(256),
    constraint crema_task_key     primary key (payment_id, sequence),
    constraint crema_task_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'HELD' then due_at is not null
        else outcome is null and due_at is not null end)
) with (fillfactor = 70);

create index crema_task_due on crema_task (due_at);

-- One difference for each key of a payment, however often the news comes.
create table crema_difference (
    payment_id     varchar(26) collate "C"  not null,
    difference_key varchar(128) collate "C" not null,
    kind           varchar(32)              not null,
    moved_minor    bigint                   not null,
    currency       varchar(14) collate "C"  not null,
    found_at       timestamp with time zone not null,
    constraint crema_difference_key   primary key (payment_id, difference_key),
    constraint crema_difference_moved check (moved_minor >= 0)
);

create trigger crema_transition_append_only before update or delete or truncate on crema_transition
    for each statement execute function crema_append_only();

create trigger crema_event_append_only before update or delete or truncate on crema_event
    for each statement execute function crema_append_only();

create trigger crema_difference_append_only before update or delete or truncate on crema_difference
    for each statement execute function crema_append_only();

insert into crema_schema_history (version, script, applied_by, applied_at)
values (2, 'V2__payments.sql', current_user, current_timestamp);
