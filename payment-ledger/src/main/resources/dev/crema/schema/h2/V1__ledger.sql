-- The ledger. Amounts are whole minor units of the account's currency. Balances and entries count debits as positive,
-- whatever the kind of account; normal_side turns them. There are no foreign keys and no sequences, and every key
-- contains the column its table would be distributed by. Days are days in UTC.
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

-- What is true of a scope as a whole. Who opens an account shares the lock of its row, who closes a period has it alone;
-- so no account is opened past a closing that does not see it.
create table if not exists crema_scope (
    scope          varchar(32)               not null,
    closed_through date,
    opened_at      timestamp with time zone  not null,
    constraint crema_scope_key primary key (scope)
);

-- The only rows that posting changes, and its locks. A row named path#1 and so on is a stripe of the account path,
-- which is stripe 0 itself.
create table if not exists crema_account (
    scope          varchar(32)               not null,
    account        varchar(128)              not null,
    kind           varchar(16)               not null,
    currency       varchar(14)               not null,
    normal_side    smallint                  not null,
    floor_minor    bigint,
    ceiling_minor  bigint,
    only_side      smallint,
    state          varchar(16)               not null,
    stripes        smallint                  not null,
    deferring      boolean                   not null,
    closed_through date,
    balance_minor  bigint                    not null,
    held_minor     bigint                    not null,
    entry_count    bigint                    not null,
    last_booked_at timestamp with time zone  not null,
    last_hash      varbinary(32)             not null,
    opened_at      timestamp with time zone  not null,
    terms          integer      default 0 not null,
    constraint crema_account_key   primary key (scope, account),
    constraint crema_account_held  check (held_minor >= 0),
    constraint crema_account_floor
        check (floor_minor is null or normal_side * balance_minor - held_minor >= floor_minor),
    constraint crema_account_ceiling
        check (ceiling_minor is null or normal_side * balance_minor <= ceiling_minor),
    constraint crema_account_closed
        check (case state when 'CLOSED' then balance_minor = 0 and held_minor = 0 else true end)
);

-- journal_id is derived from (scope, reference), so the primary key is what makes a journal unique. postings names its
-- entries, one a line: account, number, amount, balance, currency. So they are found by their own key, and the largest
-- table needs no index for it.
create table if not exists crema_journal (
    journal_id   uuid                      not null,
    scope        varchar(32)               not null,
    reference    varchar(64)               not null,
    kind         varchar(32)               not null,
    description  varchar(200),
    content_hash varbinary(32)             not null,
    linked_to    uuid,
    effective_on date                      not null,
    booked_at    timestamp with time zone  not null,
    postings     varchar                   not null,
    constraint crema_journal_key  primary key (journal_id)
);

create index if not exists crema_journal_booked on crema_journal (booked_at);

-- effective_on is null where it is the day of booked_at. hash chains the account's entries, each with its journal.
create table if not exists crema_entry (
    scope         varchar(32)               not null,
    account       varchar(128)              not null,
    number        bigint                    not null,
    journal_id    uuid                      not null,
    leg           integer                   not null,
    amount_minor  bigint                    not null,
    balance_minor bigint                    not null,
    booked_at     timestamp with time zone  not null,
    effective_on  date,
    hash          varbinary(32)             not null,
    constraint crema_entry_key    primary key (scope, account, number),
    constraint crema_entry_amount check (amount_minor <> 0)
);

-- What was booked until an instant is searched for by the key: to keep an index by time was a quarter of posting.
create alias if not exists crema_last_until for "dev.crema.ledger.sql.LastUntil.number";
create alias if not exists crema_balance_until for "dev.crema.ledger.sql.LastUntil.balance";

-- The entries whose effective day is not the day they were booked on, once more: they are few, and with them the
-- balance of any effective day is one read of crema_entry and the sum of these.
create table if not exists crema_displaced (
    scope        varchar(32)               not null,
    account      varchar(128)              not null,
    effective_on date                      not null,
    number       bigint                    not null,
    booked_on    date                      not null,
    amount_minor bigint                    not null,
    constraint crema_displaced_key primary key (scope, account, effective_on, number)
);

create table if not exists crema_hold (
    scope          varchar(32)               not null,
    account        varchar(128)              not null,
    reference      varchar(64)               not null,
    amount_minor   bigint                    not null,
    captured_minor bigint                    not null,
    state          varchar(8)                not null,
    expires_at     timestamp with time zone,
    placed_at      timestamp with time zone  not null,
    ended_at       timestamp with time zone,
    constraint crema_hold_key      primary key (scope, account, reference),
    constraint crema_hold_amount   check (amount_minor > 0),
    constraint crema_hold_captured check (captured_minor between 0 and amount_minor),
    constraint crema_hold_state    check (
        case state when 'OPEN' then captured_minor < amount_minor and ended_at is null
            when 'CAPTURED' then captured_minor > 0 and ended_at is not null
            when 'RELEASED' then captured_minor < amount_minor and ended_at is not null
            when 'EXPIRED' then captured_minor < amount_minor and ended_at is not null
            else false end)
);

create index if not exists crema_hold_due on crema_hold (state, expires_at);

-- Which journals drew on a hold, and how much each.
create table if not exists crema_capture (
    scope          varchar(32)               not null,
    account        varchar(128)              not null,
    reference      varchar(64)               not null,
    journal_id     uuid                      not null,
    captured_minor bigint                    not null,
    constraint crema_capture_key    primary key (scope, account, reference, journal_id),
    constraint crema_capture_amount check (captured_minor > 0)
);

-- Slot 0 is the reversal, of which there can be one; adjustments are counted from 1.
create table if not exists crema_correction (
    journal_id    uuid    not null,
    slot          integer not null,
    correction_id uuid    not null,
    constraint crema_correction_key primary key (journal_id, slot)
);

create index if not exists crema_correction_by on crema_correction (correction_id);

create table if not exists crema_journal_note (
    journal_id uuid                      not null,
    scope      varchar(32)               not null,
    name       varchar(64)               not null,
    content    varchar(500)              not null,
    booked_at  timestamp with time zone  not null,
    constraint crema_journal_note_key primary key (journal_id, name)
);

create index if not exists crema_journal_note_found
    on crema_journal_note (scope, name, content, booked_at, journal_id);

create table if not exists crema_account_note (
    scope   varchar(32)               not null,
    account varchar(128)              not null,
    name    varchar(64)               not null,
    content varchar(500)              not null,
    constraint crema_account_note_key primary key (scope, account, name)
);

create index if not exists crema_account_note_found on crema_account_note (scope, name, content, account);

-- What was in an account at the end of a closed period, by effective days.
create table if not exists crema_closing (
    scope         varchar(32)               not null,
    account       varchar(128)              not null,
    ends_on       date                      not null,
    balance_minor bigint                    not null,
    constraint crema_closing_key primary key (scope, account, ends_on)
);

create table if not exists crema_period (
    scope     varchar(32)               not null,
    ends_on   date                      not null,
    closed_at timestamp with time zone  not null,
    constraint crema_period_key primary key (scope, ends_on)
);

-- Seals chain the heads that the accounts' own chains had at a moment, so that a tail cut off shows as well.
create table if not exists crema_seal (
    scope         varchar(32)               not null,
    number        bigint                    not null,
    heads         integer                   not null,
    previous_hash varbinary(32)             not null,
    hash          varbinary(32)             not null,
    sealed_at     timestamp with time zone  not null,
    closed_through date,
    constraint crema_seal_key primary key (scope, number)
);

create table if not exists crema_seal_head (
    scope       varchar(32)               not null,
    account     varchar(128)              not null,
    seal        bigint                    not null,
    entry_count bigint                    not null,
    hash        varbinary(32)             not null,
    constraint crema_seal_head_key primary key (scope, account, seal)
);

create index if not exists crema_seal_head_seal on crema_seal_head (scope, seal);

create trigger if not exists crema_journal_append_only before update, delete on crema_journal
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_entry_append_only before update, delete on crema_entry
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_displaced_append_only before update, delete on crema_displaced
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_capture_append_only before update, delete on crema_capture
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_correction_append_only before update, delete on crema_correction
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_journal_note_append_only before update, delete on crema_journal_note
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_seal_append_only before update, delete on crema_seal
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_seal_head_append_only before update, delete on crema_seal_head
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_closing_append_only before update, delete on crema_closing
    call "dev.crema.ledger.sql.AppendOnly";
create trigger if not exists crema_period_append_only before update, delete on crema_period
    call "dev.crema.ledger.sql.AppendOnly";

insert into crema_schema_history (version, script, applied_by, applied_at)
values (1, 'V1__ledger.sql', current_user, current_timestamp);
