create table hosts_migration as
select count(*) as tables_found from information_schema.tables where lower(table_name) like 'crema%';
