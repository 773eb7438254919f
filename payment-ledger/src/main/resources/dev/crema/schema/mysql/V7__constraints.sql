-- Under which constraints accounts were before: whoever opens one on each start with the definition it had once finds it
-- open, and what a limit was, and until when, can be told. Numbered from 1 within the account.
-- Times are in UTC. How ids compare, and why each statement can be repeated, says V1.

create table if not exists crema_account_constraint (
    scope         varchar(32)  not null,
    account       varchar(128) not null,
    number        integer not null,
    floor_minor   bigint,
    ceiling_minor bigint,
    only_side     smallint,
    replaced_at   datetime(6) not null,
    constraint crema_account_constraint_key primary key (scope, account, number)
) engine = InnoDB default character set = ascii collate = ascii_bin;

drop trigger if exists crema_account_constraint_not_changed;
create trigger crema_account_constraint_not_changed after update on crema_account_constraint for each row
    signal sqlstate '45000' set message_text = 'crema_account_constraint is append-only: its rows are never changed or deleted';

drop trigger if exists crema_account_constraint_not_deleted;
create trigger crema_account_constraint_not_deleted after delete on crema_account_constraint for each row
    signal sqlstate '45000' set message_text = 'crema_account_constraint is append-only: its rows are never changed or deleted';

insert into crema_schema_history (version, script, applied_by, applied_at)
values (7, 'V7__constraints.sql', current_user(), utc_timestamp(6));
