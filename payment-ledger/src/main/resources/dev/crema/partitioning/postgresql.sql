-- For operators: the entries of a PostgreSQL database partitioned by the time they were booked at. Running this file
-- makes three procedures and changes nothing else; run it as the owner of the tables, in their schema. Then:
--
--     call crema_partition_entries('month');                    -- or 'year'; once
--     call crema_add_entry_partitions('month', '2028-01-01');   -- months ahead of time, again and again
--     call crema_archive_entries('2026-07-01');                 -- takes out what was booked before
--
-- Each is one transaction that has crema_entry for itself: posting waits, and a call that fails has changed nothing.
-- Boundaries are the first days of months or years in UTC.
--
-- Each partition has the primary key (scope, account, number) for itself, as PostgreSQL knows no unique key over all
-- partitions without booked_at in it. That two partitions have the same number of one account is prevented as all
-- doubled numbers are: who adds an entry has locked the account's row, or changes it only if entry_count is still what
-- it was. verify() would name it.

create or replace procedure crema_add_entry_partition(partition text, starts text, ends text) language plpgsql as $$
begin
    execute format('create table %I partition of crema_entry (primary key (scope, account, number))'
        ' for values from (%s) to (%s)', partition, starts, ends);
    call crema_guard_entries(partition);
end
$$;

-- The trigger of crema_entry does not see statements that name a partition.
create or replace procedure crema_guard_entries(partition text) language plpgsql as $$
begin
    execute format('create or replace trigger crema_entry_append_only before update or delete or truncate on %I'
        ' for each statement execute function crema_append_only()', partition);
end
$$;

-- The periods that a span touches, and behind them the partition of all that is later.
create or replace procedure crema_add_entry_periods(every text, starts timestamp, until timestamp, first boolean)
language plpgsql as $$
declare
    lower timestamp := date_trunc(every, starts);
    upper timestamp;
    bound text := case when first then 'minvalue' else quote_literal(lower || '+00') end;
begin
    while lower < until loop
        upper := lower + ('1 ' || every)::interval;
        call crema_add_entry_partition(
            'crema_entry_' || to_char(lower, case every when 'month' then 'YYYY_MM' else 'YYYY' end),
            bound, quote_literal(upper || '+00'));
        lower := upper;
        bound := quote_literal(lower || '+00');
    end loop;
    call crema_add_entry_partition('crema_entry_later', bound, 'maxvalue');
end
$$;

-- history says what becomes of the entries that are there: 'split' copies them into partitions of their own; 'keep'
-- copies nothing, the whole table becomes the first partition, until the end of this month or year.
create or replace procedure crema_partition_entries(every text, history text default 'split') language plpgsql as $$
declare
    now timestamp := clock_timestamp() at time zone 'UTC';
    ends timestamp;
    earliest timestamp;
    grant_again text;
begin
    if every not in ('month', 'year') or history not in ('split', 'keep') then
        raise exception 'partition by month or year, and split or keep what is there; not by % and %', every, history;
    end if;
    if (select relkind from pg_class where oid = 'crema_entry'::regclass) = 'p' then
        raise exception 'crema_entry is partitioned already';
    end if;
    lock table crema_entry in access exclusive mode;
    ends := date_trunc(every, now) + ('1 ' || every)::interval;
    alter table crema_entry rename to crema_entry_whole;
    alter index crema_entry_booked rename to crema_entry_whole_booked;
    create table crema_entry (like crema_entry_whole including constraints including defaults including storage
        including compression including comments) partition by range (booked_at);
    create index crema_entry_booked on crema_entry (scope, account, booked_at, number) where number % 16 = 1;
    call crema_guard_entries('crema_entry');
    for grant_again in
        select format('grant %s on crema_entry to %s', privilege_type,
            case grantee when 0 then 'public' else grantee::regrole::text end)
        from pg_class, aclexplode(relacl) where oid = 'crema_entry_whole'::regclass and grantee <> relowner
    loop
        execute grant_again;
    end loop;
    if history = 'keep' then
        execute format('alter table crema_entry attach partition crema_entry_whole'
            ' for values from (minvalue) to (%L)', ends || '+00');
        call crema_add_entry_periods(every, ends, ends + interval '1 year', false);
    else
        select coalesce(min(booked_at at time zone 'UTC'), now) into earliest from crema_entry_whole;
        call crema_add_entry_periods(every, least(earliest, now), ends + interval '1 year', true);
        insert into crema_entry select * from crema_entry_whole;
        drop table crema_entry_whole;
    end if;
end
$$;

-- Adds partitions up to the day. Entries that had to be put into the last one meanwhile find their places.
create or replace procedure crema_add_entry_partitions(every text, until date) language plpgsql as $$
declare
    starts timestamp;
begin
    lock table crema_entry in access exclusive mode;
    select substring(pg_get_expr(relpartbound, oid) from $q$FROM \('([^']+)'\)$q$)::timestamptz at time zone 'UTC'
        into starts from pg_class where oid = 'crema_entry_later'::regclass;
    if starts <> date_trunc(every, starts) then
        raise exception 'the last partition ends on %, where no % begins', starts::date, every;
    end if;
    alter table crema_entry detach partition crema_entry_later;
    alter table crema_entry_later rename to crema_entry_unsorted;
    alter index crema_entry_later_pkey rename to crema_entry_unsorted_pkey;
    call crema_add_entry_periods(every, starts, until::timestamp, false);
    insert into crema_entry select * from crema_entry_unsorted;
    drop table crema_entry_unsorted;
end
$$;

-- Takes out the partitions that end at the day or before it: they are tables by themselves then, to be dumped and
-- dropped, and no trigger guards them. Of each account the last entry before the day is kept, with those from the last
-- number before it that the index by time knows, in the partition crema_entry_carried: so all reads of instants from
-- that day on are answered as before.
create or replace procedure crema_archive_entries(before date) language plpgsql as $$
declare
    starts timestamptz := before::timestamp at time zone 'UTC';
    old record;
    taken integer := 0;
begin
    if starts > clock_timestamp() then
        raise exception 'entries until % are still being booked', before;
    end if;
    lock table crema_entry in access exclusive mode;
    create table crema_entry_carrying (like crema_entry including constraints including defaults including storage,
        primary key (scope, account, number));
    insert into crema_entry_carrying
    select e.* from crema_entry e
    join (select scope, account, max(number) as number from crema_entry where booked_at < starts
        group by scope, account) last on last.scope = e.scope and last.account = e.account
    where e.booked_at < starts and e.number >= last.number - (last.number - 1) % 16;
    for old in
        select c.relname as name,
            substring(pg_get_expr(c.relpartbound, c.oid) from $q$TO \('([^']+)'\)$q$)::timestamptz as ends
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'crema_entry'::regclass
        order by ends
    loop
        exit when old.ends is null or old.ends > starts;
        execute format('alter table crema_entry detach partition %I', old.name);
        execute format('drop trigger if exists crema_entry_append_only on %I', old.name);
        if old.name = 'crema_entry_carried' then
            drop table crema_entry_carried;
        end if;
        taken := case when old.ends = starts then 1 else 0 end;
    end loop;
    if taken = 0 then
        raise exception 'no partition of crema_entry ends at %', before;
    end if;
    alter table crema_entry_carrying rename to crema_entry_carried;
    alter index crema_entry_carrying_pkey rename to crema_entry_carried_pkey;
    call crema_guard_entries('crema_entry_carried');
    execute format('alter table crema_entry attach partition crema_entry_carried'
        ' for values from (minvalue) to (%L)', starts);
end
$$;
