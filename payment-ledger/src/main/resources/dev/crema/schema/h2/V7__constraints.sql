-- Under which constraints accounts were before: whoever opens one on each start with the definition it had once finds it
-- open, and what a limit was, and until when, can be told. Numbered from 1 within the account.
-- H2 commits each statement that defines something, so each can be repeated: a migration that was cut off continues.

create table if not exists crema_account_constraint (
    scope         varchar(32)  not null,
    account       varchar(128) not null,
    number        integer not null,
    floor_minor   bigint,
    ceiling_minor bigint,
    only_side     smallint,
    replaced_at   timestamp with time zone not null,
    constraint crema_account_constraint_key primary key (scope, account, number)
);

create trigger if not exists crema_account_constraint_append_only before update, delete on crema_account_constraint
    call "dev.crema.ledger.sql.AppendOnly";

insert into crema_schema_history (version, script, applied_by, applied_at)
values (7, 'V7__constraints.sql', current_user, current_timestamp);
