-- For operators: the entries of a MariaDB or MySQL database partitioned by the time they were booked at. Running this
-- file (with the command line client, which knows delimiters) makes three procedures and changes nothing else. Then:
--
--     call crema_partition_entries('month');                    -- or 'year'; once
--     call crema_add_entry_partitions('month', '2028-01-01');   -- months ahead of time, again and again
--     call crema_archive_entries();                             -- takes out the oldest partition, to a table by itself
--
-- The first copies the table while posting waits. Stop all processes that read the books for the last, which takes
-- several steps: these databases commit each statement that defines something. Boundaries are the first days of months
-- or years in UTC.
--
-- booked_at is part of the primary key then, as these databases demand, and they do not guard by themselves any more
-- that an account has no number twice. What prevents it is what did before: who adds an entry has locked the account's
-- row, or changes it only if entry_count is still what it was. verify() would name it.

delimiter //

drop procedure if exists crema_execute //
create procedure crema_execute(statement longtext) sql security invoker
begin
    set @crema_statement = statement;
    prepare crema_statement from @crema_statement;
    execute crema_statement;
    deallocate prepare crema_statement;
end //

-- The periods that a span touches, and behind them the partition of all that is later.
drop procedure if exists crema_entry_periods //
create procedure crema_entry_periods(every varchar(5), starts date, until date, out partitions longtext)
    sql security invoker
begin
    declare lower date default if(every = 'month', date_format(starts, '%Y-%m-01'), date_format(starts, '%Y-01-01'));
    declare upper date;
    set partitions = '';
    while lower < until do
        set upper = if(every = 'month', lower + interval 1 month, lower + interval 1 year);
        set partitions = concat(partitions, 'partition p',
            date_format(lower, if(every = 'month', '%Y_%m', '%Y')), ' values less than (''', upper, '''), ');
        set lower = upper;
    end while;
    set partitions = concat(partitions, 'partition later values less than (maxvalue)');
end //

drop procedure if exists crema_partition_entries //
create procedure crema_partition_entries(every varchar(5)) sql security invoker
begin
    declare earliest date;
    declare partitions longtext;
    if every not in ('month', 'year') then
        signal sqlstate '45000' set message_text = 'crema_entry is partitioned by month or year';
    end if;
    if exists (select 1 from information_schema.partitions
            where table_schema = database() and table_name = 'crema_entry' and partition_name is not null) then
        signal sqlstate '45000' set message_text = 'crema_entry is partitioned already';
    end if;
    select coalesce(min(booked_at), utc_date()) into earliest from crema_entry;
    -- MariaDB does not see the rest of the primary key in the other keys of a partitioned table: so number is named.
    call crema_entry_periods(every, least(earliest, utc_date()), utc_date() + interval 1 year, partitions);
    call crema_execute(concat('alter table crema_entry drop primary key,'
        ' add primary key (scope, account, number, booked_at),'
        ' drop key crema_entry_booked, add key crema_entry_booked (scope, account, booked_at, number)'
        ' partition by range columns (booked_at) (', partitions, ')'));
end //

-- Adds partitions up to the day. Entries that had to be put into the last one meanwhile find their places.
drop procedure if exists crema_add_entry_partitions //
create procedure crema_add_entry_partitions(every varchar(5), until date) sql security invoker
begin
    declare starts date;
    declare partitions longtext;
    select max(replace(partition_description, '''', '')) into starts from information_schema.partitions
    where table_schema = database() and table_name = 'crema_entry' and partition_name <> 'later';
    if starts <> if(every = 'month', date_format(starts, '%Y-%m-01'), date_format(starts, '%Y-01-01')) then
        signal sqlstate '45000' set message_text = 'the last partition does not end where such a period begins';
    end if;
    call crema_entry_periods(every, starts, until, partitions);
    call crema_execute(concat('alter table crema_entry reorganize partition later into (', partitions, ')'));
end //

-- Takes out the oldest partition: p2026_01 becomes the table crema_entry_2026_01, to be dumped and dropped. Of each
-- account the last entry until then is kept, in the partition carried: so all reads of later instants are answered as
-- before.
drop procedure if exists crema_archive_entries //
create procedure crema_archive_entries() sql security invoker
begin
    declare oldest varchar(64);
    declare ends varchar(64);
    declare carried boolean;
    declare archive varchar(64);
    select partition_name, partition_description into oldest, ends from information_schema.partitions
    where table_schema = database() and table_name = 'crema_entry' and partition_name not in ('carried', 'later')
    order by partition_ordinal_position limit 1;
    select count(*) > 0 into carried from information_schema.partitions
    where table_schema = database() and table_name = 'crema_entry' and partition_name = 'carried';
    if oldest is null or replace(ends, '''', '') > utc_date() then
        signal sqlstate '45000' set message_text = 'crema_entry has no partition whose time is over';
    end if;
    set archive = concat('crema_entry_', substring(oldest, 2));
    drop table if exists crema_entry_carrying;
    create table crema_entry_carrying like crema_entry;
    alter table crema_entry_carrying remove partitioning;
    call crema_execute(concat('create table ', archive, ' like crema_entry_carrying'));
    call crema_execute(concat('insert into crema_entry_carrying select e.* from crema_entry e join (select scope, account,'
        ' max(number) as number from crema_entry where booked_at < ', ends, ' group by scope, account) last'
        ' on last.scope = e.scope and last.account = e.account and last.number = e.number'));
    call crema_execute(concat('alter table crema_entry exchange partition ', oldest, ' with table ', archive));
    if carried then
        alter table crema_entry truncate partition carried;
        call crema_execute(concat('alter table crema_entry reorganize partition carried, ', oldest,
            ' into (partition carried values less than (', ends, '))'));
    else
        call crema_execute(concat('alter table crema_entry reorganize partition ', oldest,
            ' into (partition carried values less than (', ends, '))'));
    end if;
    alter table crema_entry exchange partition carried with table crema_entry_carrying;
    drop table crema_entry_carrying;
end //

delimiter ;
