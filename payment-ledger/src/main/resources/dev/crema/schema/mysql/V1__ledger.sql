-- The ledger, for MariaDB 10.6 and MySQL 8.0.16 or later. Amounts are whole minor units of the account's currency.
-- Balances and entries count debits as positive, whatever the kind of account; normal_side turns them. There are no
-- foreign keys and no sequences, and every key contains the column its table would be distributed by.
-- Columns are ASCII that compares byte for byte, but for free text. (These collations take 'a' and 'a ' for equal, as
-- all that both databases have; but no id may contain a blank.)
-- Times and days are in UTC; the type with a time zone, timestamp, ends in 2038 and turns with the session.
-- These databases commit each statement that defines something, so each can be repeated: a migration that was cut off
-- continues. Bodies of triggers are single statements, so that a script can be cut at the ends of its lines.

create table if not exists crema_schema_history (
    version    integer      not null primary key,
    script     varchar(100) not null,
    checksum   varchar(64),
    applied_by varchar(128) character set utf8mb4 collate utf8mb4_bin,
    applied_at datetime(6)  not null
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- What is true of a scope as a whole. Who opens an account shares the lock of its row, who closes a period has it alone;
-- so no account is opened past a closing that does not see it.
create table if not exists crema_scope (
    scope          varchar(32) not null,
    closed_through date,
    opened_at      datetime(6) not null,
    constraint crema_scope_key primary key (scope)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- The only rows that posting changes, and its locks. A row named path#1 and so on is a stripe of the account path,
-- which is stripe 0 itself.
create table if not exists crema_account (
    scope          varchar(32)  not null,
    account        varchar(128) not null,
    kind           varchar(16)  not null,
    currency       varchar(14)  not null,
    normal_side    smallint     not null,
    floor_minor    bigint,
    ceiling_minor  bigint,
    only_side      smallint,
    state          varchar(16)  not null,
    stripes        smallint     not null,
    deferring      boolean      not null,
    closed_through date,
    balance_minor  bigint       not null,
    held_minor     bigint       not null,
    entry_count    bigint       not null,
    last_booked_at datetime(6)  not null,
    last_hash      binary(32)   not null,
    opened_at      datetime(6)  not null,
    terms          integer      default 0 not null,
    constraint crema_account_key   primary key (scope, account),
    constraint crema_account_held  check (held_minor >= 0),
    constraint crema_account_floor
        check (floor_minor is null or normal_side * balance_minor - held_minor >= floor_minor),
    constraint crema_account_ceiling
        check (ceiling_minor is null or normal_side * balance_minor <= ceiling_minor),
    constraint crema_account_closed
        check (state <> 'CLOSED' or (balance_minor = 0 and held_minor = 0))
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- journal_id is derived from (scope, reference), so the primary key is what makes a journal unique. postings names its
-- entries, one a line: account, number, amount, balance, currency. So they are found by their own key, and the largest
-- table needs no index for it.
create table if not exists crema_journal (
    journal_id   binary(16)   not null,
    scope        varchar(32)  not null,
    reference    varchar(64)  not null,
    kind         varchar(32)  not null,
    description  varchar(200) character set utf8mb4 collate utf8mb4_bin,
    content_hash binary(32)   not null,
    linked_to    binary(16),
    effective_on date         not null,
    booked_at    datetime(6)  not null,
    postings     mediumtext   not null,
    constraint crema_journal_key primary key (journal_id),
    key crema_journal_booked (booked_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- effective_on is null where it is the day of booked_at. hash chains the account's entries, each with its journal.
create table if not exists crema_entry (
    scope         varchar(32)  not null,
    account       varchar(128) not null,
    number        bigint       not null,
    journal_id    binary(16)   not null,
    leg           integer      not null,
    amount_minor  bigint       not null,
    balance_minor bigint       not null,
    booked_at     datetime(6)  not null,
    effective_on  date,
    hash          binary(32)   not null,
    constraint crema_entry_key    primary key (scope, account, number),
    constraint crema_entry_amount check (amount_minor <> 0),
    key crema_entry_booked (scope, account, booked_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- The entries whose effective day is not the day they were booked on, once more: they are few, and with them the
-- balance of any effective day is one read of crema_entry and the sum of these.
create table if not exists crema_displaced (
    scope        varchar(32)  not null,
    account      varchar(128) not null,
    effective_on date         not null,
    number       bigint       not null,
    booked_on    date         not null,
    amount_minor bigint       not null,
    constraint crema_displaced_key primary key (scope, account, effective_on, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_hold (
    scope          varchar(32)  not null,
    account        varchar(128) not null,
    reference      varchar(64)  not null,
    amount_minor   bigint       not null,
    captured_minor bigint       not null,
    state          varchar(8)   not null,
    expires_at     datetime(6),
    placed_at      datetime(6)  not null,
    ended_at       datetime(6),
    constraint crema_hold_key      primary key (scope, account, reference),
    constraint crema_hold_amount   check (amount_minor > 0),
    constraint crema_hold_captured check (captured_minor between 0 and amount_minor),
    constraint crema_hold_state    check (
        case state when 'OPEN' then captured_minor < amount_minor and ended_at is null
            when 'CAPTURED' then captured_minor > 0 and ended_at is not null
            when 'RELEASED' then captured_minor < amount_minor and ended_at is not null
            when 'EXPIRED' then captured_minor < amount_minor and ended_at is not null
            else false end),
    key crema_hold_due (state, expires_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Which journals drew on a hold, and how much each.
create table if not exists crema_capture (
    scope          varchar(32)  not null,
    account        varchar(128) not null,
    reference      varchar(64)  not null,
    journal_id     binary(16)   not null,
    captured_minor bigint       not null,
    constraint crema_capture_key    primary key (scope, account, reference, journal_id),
    constraint crema_capture_amount check (captured_minor > 0)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Slot 0 is the reversal, of which there can be one; adjustments are counted from 1.
create table if not exists crema_correction (
    journal_id    binary(16) not null,
    slot          integer    not null,
    correction_id binary(16) not null,
    constraint crema_correction_key primary key (journal_id, slot),
    index crema_correction_by (correction_id)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_journal_note (
    journal_id binary(16)   not null,
    scope      varchar(32)  not null,
    name       varchar(64)  not null,
    content    varchar(500) character set utf8mb4 collate utf8mb4_bin not null,
    booked_at  datetime(6)  not null,
    constraint crema_journal_note_key primary key (journal_id, name),
    key crema_journal_note_found (scope, name, content, booked_at, journal_id)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_account_note (
    scope   varchar(32)  not null,
    account varchar(128) not null,
    name    varchar(64)  not null,
    content varchar(500) character set utf8mb4 collate utf8mb4_bin not null,
    constraint crema_account_note_key primary key (scope, account, name),
    key crema_account_note_found (scope, name, content, account)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- What was in an account at the end of a closed period, by effective days.
create table if not exists crema_closing (
    scope         varchar(32)  not null,
    account       varchar(128) not null,
    ends_on       date         not null,
    balance_minor bigint       not null,
    constraint crema_closing_key primary key (scope, account, ends_on)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_period (
    scope     varchar(32) not null,
    ends_on   date        not null,
    closed_at datetime(6) not null,
    constraint crema_period_key primary key (scope, ends_on)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Seals chain the heads that the accounts' own chains had at a moment, so that a tail cut off shows as well.
create table if not exists crema_seal (
    scope         varchar(32) not null,
    number        bigint      not null,
    heads         integer     not null,
    previous_hash binary(32)  not null,
    hash          binary(32)  not null,
    sealed_at     datetime(6) not null,
    closed_through date,
    constraint crema_seal_key primary key (scope, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

create table if not exists crema_seal_head (
    scope       varchar(32)  not null,
    account     varchar(128) not null,
    seal        bigint       not null,
    entry_count bigint       not null,
    hash        binary(32)   not null,
    constraint crema_seal_head_key primary key (scope, account, seal),
    key crema_seal_head_seal (scope, seal)
) engine = InnoDB default character set = ascii collate = ascii_bin;

-- Truncate is beyond the reach of any trigger here: it takes the privilege to drop tables, which the user that
-- applications connect with should not have. The triggers are of the kind AFTER, which undoes the statement as well:
-- with one of the kind BEFORE, MariaDB 11.4 takes columns for null when several rows are inserted from a JSON table.

drop trigger if exists crema_journal_not_changed;
create trigger crema_journal_not_changed after update on crema_journal for each row
    signal sqlstate '45000' set message_text = 'crema_journal is append-only: its rows are never changed or deleted';

drop trigger if exists crema_journal_not_deleted;
create trigger crema_journal_not_deleted after delete on crema_journal for each row
    signal sqlstate '45000' set message_text = 'crema_journal is append-only: its rows are never changed or deleted';

drop trigger if exists crema_entry_not_changed;
create trigger crema_entry_not_changed after update on crema_entry for each row
    signal sqlstate '45000' set message_text = 'crema_entry is append-only: its rows are never changed or deleted';

drop trigger if exists crema_entry_not_deleted;
create trigger crema_entry_not_deleted after delete on crema_entry for each row
    signal sqlstate '45000' set message_text = 'crema_entry is append-only: its rows are never changed or deleted';

drop trigger if exists crema_displaced_not_changed;
create trigger crema_displaced_not_changed after update on crema_displaced for each row
    signal sqlstate '45000' set message_text = 'crema_displaced is append-only: its rows are never changed or deleted';

drop trigger if exists crema_displaced_not_deleted;
create trigger crema_displaced_not_deleted after delete on crema_displaced for each row
    signal sqlstate '45000' set message_text = 'crema_displaced is append-only: its rows are never changed or deleted';

drop trigger if exists crema_capture_not_changed;
create trigger crema_capture_not_changed after update on crema_capture for each row
    signal sqlstate '45000' set message_text = 'crema_capture is append-only: its rows are never changed or deleted';

drop trigger if exists crema_capture_not_deleted;
create trigger crema_capture_not_deleted after delete on crema_capture for each row
    signal sqlstate '45000' set message_text = 'crema_capture is append-only: its rows are never changed or deleted';

drop trigger if exists crema_correction_not_changed;
create trigger crema_correction_not_changed after update on crema_correction for each row
    signal sqlstate '45000' set message_text = 'crema_correction is append-only: its rows are never changed or deleted';

drop trigger if exists crema_correction_not_deleted;
create trigger crema_correction_not_deleted after delete on crema_correction for each row
    signal sqlstate '45000' set message_text = 'crema_correction is append-only: its rows are never changed or deleted';

drop trigger if exists crema_journal_note_not_changed;
create trigger crema_journal_note_not_changed after update on crema_journal_note for each row
    signal sqlstate '45000' set message_text = 'crema_journal_note is append-only: its rows are never changed or deleted';

drop trigger if exists crema_journal_note_not_deleted;
create trigger crema_journal_note_not_deleted after delete on crema_journal_note for each row
    signal sqlstate '45000' set message_text = 'crema_journal_note is append-only: its rows are never changed or deleted';

drop trigger if exists crema_seal_not_changed;
create trigger crema_seal_not_changed after update on crema_seal for each row
    signal sqlstate '45000' set message_text = 'crema_seal is append-only: its rows are never changed or deleted';

drop trigger if exists crema_seal_not_deleted;
create trigger crema_seal_not_deleted after delete on crema_seal for each row
    signal sqlstate '45000' set message_text = 'crema_seal is append-only: its rows are never changed or deleted';

drop trigger if exists crema_seal_head_not_changed;
create trigger crema_seal_head_not_changed after update on crema_seal_head for each row
    signal sqlstate '45000' set message_text = 'crema_seal_head is append-only: its rows are never changed or deleted';

drop trigger if exists crema_seal_head_not_deleted;
create trigger crema_seal_head_not_deleted after delete on crema_seal_head for each row
    signal sqlstate '45000' set message_text = 'crema_seal_head is append-only: its rows are never changed or deleted';

drop trigger if exists crema_closing_not_changed;
create trigger crema_closing_not_changed after update on crema_closing for each row
    signal sqlstate '45000' set message_text = 'crema_closing is append-only: its rows are never changed or deleted';

drop trigger if exists crema_closing_not_deleted;
create trigger crema_closing_not_deleted after delete on crema_closing for each row
    signal sqlstate '45000' set message_text = 'crema_closing is append-only: its rows are never changed or deleted';

drop trigger if exists crema_period_not_changed;
create trigger crema_period_not_changed after update on crema_period for each row
    signal sqlstate '45000' set message_text = 'crema_period is append-only: its rows are never changed or deleted';

drop trigger if exists crema_period_not_deleted;
create trigger crema_period_not_deleted after delete on crema_period for each row
    signal sqlstate '45000' set message_text = 'crema_period is append-only: its rows are never changed or deleted';

insert into crema_schema_history (version, script, applied_by, applied_at)
values (1, 'V1__ledger.sql', current_user(), utc_timestamp(6));
