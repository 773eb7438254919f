-- Work: each channel and each listener has a lane of its own, so that one which hangs or fails stands in nobody's way.
-- What has ended says when, so that it can be purged.

-- What the caller said a payment is part of, percent-encoded: name=id&name=id.
alter table crema_payment add column context varchar(4096) default '' not null;

-- lane is the channel's name: whose limit the work counts against.
alter table crema_task add column lane varchar(32) collate "C" default '' not null;
alter table crema_task add column ended_at timestamp with time zone;

-- One row for each listener that an event is told to; the row without a listener is the event itself, which is shared
-- out to the listeners in order. What is waiting has a due time and what has ended has none, as in crema_task.
create table crema_delivery (
    payment_id   varchar(26) collate "C"  not null,
    sequence     integer                  not null,
    listener     varchar(64) collate "C"  not null,
    due_at       timestamp with time zone,
    leased_until timestamp with time zone,
    token        bigint                   not null,
    tries        integer                  not null,
    outcome      varchar(9),
    reason       varchar(256),
    ended_at     timestamp with time zone,
    constraint crema_delivery_key     primary key (payment_id, sequence, listener),
    constraint crema_delivery_outcome check (case outcome
        when 'DONE' then due_at is null
        when 'DEAD' then due_at is null
        when 'DISCARDED' then due_at is null
        else outcome is null and due_at is not null end)
) with (fillfactor = 70);

create index crema_delivery_due on crema_delivery (listener, due_at);
create index crema_delivery_ended on crema_delivery (ended_at);

insert into crema_delivery (payment_id, sequence, listener, due_at, leased_until, token, tries, outcome, reason, ended_at)
select t.payment_id, t.sequence, '', t.due_at, t.leased_until, t.token, t.tries, t.outcome, t.reason,
    case when t.outcome is null then null else e.occurred_at end
from crema_task t join crema_event e on e.payment_id = t.payment_id and e.sequence = t.sequence;

delete from crema_task where sequence > 0;

update crema_task t set
    lane = coalesce((select p.channel from crema_payment p where p.payment_id = t.payment_id), ''),
    ended_at = case when t.outcome is null then null
        else (select p.updated_at from crema_payment p where p.payment_id = t.payment_id) end;

drop index crema_task_due;
create index crema_task_lane on crema_task (lane, due_at);
create index crema_task_ended_at on crema_task (ended_at);

-- What channels told by themselves: each piece of news once, with how often it came. The key is a hash of what it says.
create table crema_news (
    payment_id varchar(26) collate "C" not null,
    news_key   varchar(64) collate "C" not null,
    source     varchar(8) collate "C" not null,
    result     varchar(12) collate "C" not null,
    message    varchar(256) not null,
    times      integer not null,
    effect     varchar(14) collate "C" not null,
    first_at   timestamp with time zone not null,
    last_at    timestamp with time zone not null,
    constraint crema_news_key primary key (payment_id, news_key)
) with (fillfactor = 80);

insert into crema_schema_history (version, script, applied_by, applied_at)
values (5, 'V5__work.sql', current_user, current_timestamp);
