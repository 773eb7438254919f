-- The ledger. Amounts are whole minor units of the account's currency. Balances and entries count debits as positive,
-- whatever the kind of account; normal_side turns them. There are no foreign keys and no sequences, and every key
-- contains the column its table would be distributed by.
-- H2 keeps the constants of IN and of OR between equals in the session that made the constraint, which then fails when
-- that session is gone: no constraint here may use them.
-- H2 commits each statement that defines something, so each can be repeated: a migration that was cut off continues.

create table if not exists crema_schema_history (
    version    integer                  not null primary key,
    script     varchar(100)             not null,
    checksum   varchar(64),
    applied_by varchar(128),
    applied_at timestamp with time zone not null
);

create table if not exists crema_account (
    scope          varchar(32)               not null,
    account        varchar(128)              not null,
    kind           varchar(16)               not null,
    currency       varchar(14)               not null,
    normal_side    smallint                  not null,
    floor_minor    bigint,
    balance_minor  bigint                    not null,
    held_minor     bigint                    not null,
    entry_count    bigint                    not null,
    last_booked_at timestamp with time zone  not null,
    opened_at      timestamp with time zone  not null,
    constraint crema_account_key   primary key (scope, account),
    constraint crema_account_side  check (abs(normal_side) = 1),
    constraint crema_account_held  check (held_minor >= 0),
    constraint crema_account_count check (entry_count >= 0),
    constraint crema_account_floor
        check (floor_minor is null or normal_side * balance_minor - held_minor >= floor_minor)
);

-- journal_id is derived from (scope, reference), so the primary key is what makes a journal unique.
create table if not exists crema_journal (
    journal_id   uuid                      not null,
    scope        varchar(32)               not null,
    reference    varchar(64)               not null,
    kind         varchar(32)               not null,
    description  varchar(200),
    content_hash varbinary(32)             not null,
    booked_at    timestamp with time zone  not null,
    constraint crema_journal_key  primary key (journal_id),
    constraint crema_journal_hash check (octet_length(content_hash) = 32)
);

create table if not exists crema_entry (
    scope         varchar(32)               not null,
    account       varchar(128)              not null,
    number        bigint                    not null,
    journal_id    uuid                      not null,
    leg           integer                   not null,
    amount_minor  bigint                    not null,
    balance_minor bigint                    not null,
    booked_at     timestamp with time zone  not null,
    constraint crema_entry_key    primary key (scope, account, number),
    constraint crema_entry_number check (number > 0),
    constraint crema_entry_leg    check (leg > 0),
    constraint crema_entry_amount check (amount_minor <> 0)
);

create index if not exists crema_entry_journal on crema_entry (journal_id);

create table if not exists crema_hold (
    scope          varchar(32)               not null,
    account        varchar(128)              not null,
    reference      varchar(64)               not null,
    amount_minor   bigint                    not null,
    captured_minor bigint                    not null,
    state          varchar(8)                not null,
    journal_id     uuid,
    placed_at      timestamp with time zone  not null,
    ended_at       timestamp with time zone,
    constraint crema_hold_key      primary key (scope, account, reference),
    constraint crema_hold_amount   check (amount_minor > 0),
    constraint crema_hold_captured check (captured_minor between 0 and amount_minor),
    constraint crema_hold_state    check (
        (state = 'OPEN' and captured_minor = 0 and journal_id is null and ended_at is null)
        or (state = 'CAPTURED' and captured_minor > 0 and journal_id is not null and ended_at is not null)
        or (state = 'RELEASED' and captured_minor = 0 and journal_id is null and ended_at is not null))
);

insert into crema_schema_history (version, script, applied_by, applied_at)
values (1, 'V1__ledger.sql', current_user, current_timestamp);
