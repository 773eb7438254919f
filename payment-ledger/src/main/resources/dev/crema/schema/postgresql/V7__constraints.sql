-- Under which constraints accounts were before: whoever opens one on each start with the definition it had once finds it
-- open, and what a limit was, and until when, can be told. Numbered from 1 within the account.

create table crema_account_constraint (
    scope         varchar(32)  collate "C" not null,
    account       varchar(128) collate "C" not null,
    number        integer not null,
    floor_minor   bigint,
    ceiling_minor bigint,
    only_side     smallint,
    replaced_at   timestamp with time zone not null,
    constraint crema_account_constraint_key primary key (scope, account, number)
);

create trigger crema_account_constraint_append_only before update or delete or truncate on crema_account_constraint
    for each statement execute function crema_append_only();

insert into crema_schema_history (version, script, applied_by, applied_at)
values (7, 'V7__constraints.sql', current_user, current_timestamp);
