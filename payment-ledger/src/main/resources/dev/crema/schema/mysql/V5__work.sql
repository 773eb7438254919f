-- Work: each channel and each listener has a lane of its own, so that one which hangs or fails stands in nobody's way.
-- What has ended says when, so that it can be purged.
-- These databases commit each statement that defines something, so each can be repeated: a migration that was cut off
-- continues. MySQL knows no "if not exists" for a column, so it is asked whether it is there.

-- What the caller said a payment is part of, percent-encoded: name=id&name=id.
set @crema_payment = if(
    (select count(*) from information_schema.columns
        where table_schema = database() and table_name = 'crema_payment' and column_name = 'context') > 0,
    'do 0',
    'alter table crema_payment add column context varchar(4096) default '''' not null');
prepare crema_payment from @crema_payment;
execute crema_payment;
deallocate prepare crema_payment;

-- lane is the channel's name: whose limit the work counts against.
set @crema_task = if(
    (select count(*) from information_schema.columns
        where table_schema = database() and table_name = 'crema_task' and column_name = 'lane') > 0,
    'do 0',
    'alter table crema_task add column lane varchar(32) default '''' not null, add column ended_at datetime(6),
        drop key crema_task_due, add key crema_task_lane (lane, due_at), add key crema_task_ended_at (ended_at)');
prepare crema_task from @crema_task;
execute crema_task;
deallocate prepare crema_task;

-- One row for each listener that an event is told to; the row without a listener is the event itself, which is shared
-- out to the listeners in order. What is waiting has a due time and what has ended has none, as in crema_task.
create table if not exists crema_delivery (
    payment_id   varchar(26)  not null,
    sequence     integer      not null,
    listener     varchar(64)  not null,
    due_at       datetime(6),
    leased_until datetime(6),
    token        bigint       not null,
    tries        integer      not null,
    outcome      varchar(9),
    reason       varchar(256) character set utf8mb4 collate utf8mb4_bin,
    ended_at     datetime(6),
    constraint crema_delivery_key     primary key (payment_id, sequence, listener),
    constraint crema_delivery_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'DISCARDED' then due_at is null
        else outcome is null and due_at is not null end),
    key crema_delivery_due (listener, due_at),
    key crema_delivery_ended (ended_at)
) engine = InnoDB default character set = ascii collate = ascii_bin;

insert into crema_delivery (payment_id, sequence, listener, due_at, leased_until, token, tries, outcome, reason, ended_at)
select t.payment_id, t.sequence, '', t.due_at, t.leased_until, t.token, t.tries, t.outcome, t.reason,
    case when t.outcome is null then null else e.occurred_at end
from crema_task t join crema_event e on e.payment_id = t.payment_id and e.sequence = t.sequence
where not exists (
    select 1 from crema_delivery d where d.payment_id = t.payment_id and d.sequence = t.sequence and d.listener = '');

delete from crema_task where sequence > 0;

update crema_task t set
    lane = coalesce((select p.channel from crema_payment p where p.payment_id = t.payment_id), ''),
    ended_at = case when t.outcome is null then null
        else (select p.updated_at from crema_payment p where p.payment_id = t.payment_id) end;

-- What channels told by themselves: each piece of news once, with how often it came. The key is a hash of what it says.
create table if not exists crema_news (
    payment_id varchar(26) not null,
    news_key   varchar(64) not null,
    source     varchar(8) not null,
    result     varchar(12) not null,
    message    varchar(256) character set utf8mb4 collate utf8mb4_bin not null,
    times      integer not null,
    effect     varchar(14) not null,
    first_at   datetime(6) not null,
    last_at    datetime(6) not null,
    constraint crema_news_key primary key (payment_id, news_key)
) engine = InnoDB default character set = ascii collate = ascii_bin;

insert into crema_schema_history (version, script, applied_by, applied_at)
values (5, 'V5__work.sql', current_user(), utc_timestamp(6));
