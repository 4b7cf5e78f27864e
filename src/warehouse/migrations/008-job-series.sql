-- Whose history it is: jobs of one name stand in several config folders. It is the name, and for all but the first folder
-- a mark of the folder.
create table job_series (series varchar not null, job varchar not null, folder varchar not null);

alter table run add column series varchar;
update run set series = job;

-- Its report was written, so that later runs go on from it, however the run itself ended.
alter table run add column reported boolean default false;
update run set reported = status in ('ok', 'alarm', 'incomplete');
