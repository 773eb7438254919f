-- The ledger. Amounts are whole minor units of the account's currency. Balances and entries count debits as positive,
-- whatever the kind of account; normal_side turns them. Ids compare byte for byte. There are no foreign keys and no
-- sequences, and every key contains the column its table would be distributed by. Days are days in UTC.

create table crema_schema_history (
    version    integer                  not null primary key,
    script     varchar(100)             not null,
    checksum   varchar(64),
    applied_by varchar(128),
    applied_at timestamp with time zone not null
);

-- What is true of a scope as a whole. Who opens an account shares the lock of its row, who closes a period has it alone;
-- so no account is opened past a closing that does not see it.
create table crema_scope (
    scope          varchar(32)  collate "C"  not null,
    closed_through date,
    opened_at      timestamp with time zone  not null,
    constraint crema_scope_key primary key (scope)
);

-- The only rows that posting changes, and its locks; half of each page is left free so that a change needs no new page
-- and no new index entry. A row named path#1 and so on is a stripe of the account path, which is stripe 0 itself.
-- Checks are parsed anew for every statement, which for a posting alone was a tenth of its time: so there is one, as short
-- as it can be. A limit that is null limits nothing, as what is compared with it is unknown, and a check lets that pass.
create table crema_account (
    scope          varchar(32)  collate "C"  not null,
    account        varchar(128) collate "C"  not null,
    kind           varchar(16)               not null,
    currency       varchar(14)  collate "C"  not null,
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
    last_hash      bytea                     not null,
    opened_at      timestamp with time zone  not null,
    terms          integer      default 0 not null,
    constraint crema_account_key primary key (scope, account),
    constraint crema_account_limits check (held_minor >= 0
        and normal_side * balance_minor - held_minor >= floor_minor
        and normal_side * balance_minor <= ceiling_minor)
) with (fillfactor = 50);

-- journal_id is derived from (scope, reference), so the primary key is what makes a journal unique. postings names its
-- entries, one a line: account, number, amount, balance, currency. So they are found by their own key, and the largest
-- table needs no index for it.
create table crema_journal (
    journal_id   uuid                      not null,
    scope        varchar(32)  collate "C"  not null,
    reference    varchar(64)  collate "C"  not null,
    kind         varchar(32)               not null,
    description  varchar(200),
    content_hash bytea                     not null,
    linked_to    uuid,
    effective_on date                      not null,
    booked_at    timestamp with time zone  not null,
    postings     text                      not null,
    constraint crema_journal_key  primary key (journal_id)
);

-- Journals lie in the order they were booked, for which this needs next to nothing.
create index crema_journal_booked on crema_journal using brin (booked_at);

-- effective_on is null where it is the day of booked_at. hash chains the account's entries, each with its journal.
create table crema_entry (
    scope         varchar(32)  collate "C"  not null,
    account       varchar(128) collate "C"  not null,
    number        bigint                    not null,
    journal_id    uuid                      not null,
    leg           integer                   not null,
    amount_minor  bigint                    not null,
    balance_minor bigint                    not null,
    booked_at     timestamp with time zone  not null,
    effective_on  date,
    hash          bytea                     not null,
    constraint crema_entry_key    primary key (scope, account, number),
    constraint crema_entry_amount check (amount_minor <> 0)
);

-- Time runs with the numbers within an account, so every 16th entry is enough to find the place of an instant.
create index crema_entry_booked on crema_entry (scope, account, booked_at, number) where number % 16 = 1;

-- The entries whose effective day is not the day they were booked on, once more: they are few, and with them the
-- balance of any effective day is one read of crema_entry and the sum of these.
create table crema_displaced (
    scope        varchar(32)  collate "C"  not null,
    account      varchar(128) collate "C"  not null,
    effective_on date                      not null,
    number       bigint                    not null,
    booked_on    date                      not null,
    amount_minor bigint                    not null,
    constraint crema_displaced_key primary key (scope, account, effective_on, number)
);

create table crema_hold (
    scope          varchar(32)  collate "C"  not null,
    account        varchar(128) collate "C"  not null,
    reference      varchar(64)  collate "C"  not null,
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

create index crema_hold_due on crema_hold (expires_at) where state = 'OPEN' and expires_at is not null;

-- Which journals drew on a hold, and how much each.
create table crema_capture (
    scope          varchar(32)  collate "C"  not null,
    account        varchar(128) collate "C"  not null,
    reference      varchar(64)  collate "C"  not null,
    journal_id     uuid                      not null,
    captured_minor bigint                    not null,
    constraint crema_capture_key    primary key (scope, account, reference, journal_id),
    constraint crema_capture_amount check (captured_minor > 0)
);

-- Slot 0 is the reversal, of which there can be one; adjustments are counted from 1.
create table crema_correction (
    journal_id    uuid    not null,
    slot          integer not null,
    correction_id uuid    not null,
    constraint crema_correction_key primary key (journal_id, slot)
);

create index crema_correction_by on crema_correction (correction_id);

create table crema_journal_note (
    journal_id uuid                      not null,
    scope      varchar(32)  collate "C"  not null,
    name       varchar(64)  collate "C"  not null,
    content    varchar(500) collate "C"  not null,
    booked_at  timestamp with time zone  not null,
    constraint crema_journal_note_key primary key (journal_id, name)
);

create index crema_journal_note_found
    on crema_journal_note (scope, name, content, booked_at, journal_id);

create table crema_account_note (
    scope   varchar(32)  collate "C"  not null,
    account varchar(128) collate "C"  not null,
    name    varchar(64)  collate "C"  not null,
    content varchar(500) collate "C"  not null,
    constraint crema_account_note_key primary key (scope, account, name)
);

create index crema_account_note_found on crema_account_note (scope, name, content, account);

-- What was in an account at the end of a closed period, by effective days.
create table crema_closing (
    scope         varchar(32)  collate "C"  not null,
    account       varchar(128) collate "C"  not null,
    ends_on       date                      not null,
    balance_minor bigint                    not null,
    constraint crema_closing_key primary key (scope, account, ends_on)
);

create table crema_period (
    scope     varchar(32)  collate "C"  not null,
    ends_on   date                      not null,
    closed_at timestamp with time zone  not null,
    constraint crema_period_key primary key (scope, ends_on)
);

-- Seals chain the heads that the accounts' own chains had at a moment, so that a tail cut off shows as well.
create table crema_seal (
    scope         varchar(32)  collate "C"  not null,
    number        bigint                    not null,
    heads         integer                   not null,
    previous_hash bytea                     not null,
    hash          bytea                     not null,
    sealed_at     timestamp with time zone  not null,
    closed_through date,
    constraint crema_seal_key primary key (scope, number)
);

create table crema_seal_head (
    scope       varchar(32)  collate "C"  not null,
    account     varchar(128) collate "C"  not null,
    seal        bigint                    not null,
    entry_count bigint                    not null,
    hash        bytea                     not null,
    constraint crema_seal_head_key primary key (scope, account, seal)
);

create index crema_seal_head_seal on crema_seal_head (scope, seal);

-- Processes remember accounts, and learn by terms that there is something to be read anew: also where somebody changes a
-- limit or a state by hand. Posting changes none of these columns, so it pays nothing for this. And an account that is
-- closed is empty.
create function crema_account_terms() returns trigger language plpgsql as $$
begin
    if new.state = 'CLOSED' and (new.balance_minor <> 0 or new.held_minor <> 0) then
        raise exception 'account % is not empty, so it can not be closed', new.account using errcode = '23514';
    end if;
    new.terms := old.terms + 1;
    return new;
end
$$;

create trigger crema_account_terms
    before update of kind, currency, normal_side, floor_minor, ceiling_minor, only_side, state, stripes, deferring,
        closed_through on crema_account
    for each row execute function crema_account_terms();

create function crema_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: its rows are never changed or deleted', tg_table_name using errcode = '23000';
end
$$;

create trigger crema_journal_append_only before update or delete or truncate on crema_journal
    for each statement execute function crema_append_only();
create trigger crema_entry_append_only before update or delete or truncate on crema_entry
    for each statement execute function crema_append_only();
create trigger crema_displaced_append_only before update or delete or truncate on crema_displaced
    for each statement execute function crema_append_only();
create trigger crema_capture_append_only before update or delete or truncate on crema_capture
    for each statement execute function crema_append_only();
create trigger crema_correction_append_only before update or delete or truncate on crema_correction
    for each statement execute function crema_append_only();
create trigger crema_journal_note_append_only before update or delete or truncate on crema_journal_note
    for each statement execute function crema_append_only();
create trigger crema_seal_append_only before update or delete or truncate on crema_seal
    for each statement execute function crema_append_only();
create trigger crema_seal_head_append_only before update or delete or truncate on crema_seal_head
    for each statement execute function crema_append_only();
create trigger crema_closing_append_only before update or delete or truncate on crema_closing
    for each statement execute function crema_append_only();
create trigger crema_period_append_only before update or delete or truncate on crema_period
    for each statement execute function crema_append_only();

insert into crema_schema_history (version, script, applied_by, applied_at)
values (1, 'V1__ledger.sql', current_user, current_timestamp);
