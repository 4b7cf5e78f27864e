-- What the last run of a job knew of a session: its last request (milliseconds since the epoch), and the figures of all
-- its requests and of those before that one. Null in rows of earlier versions.
alter table session_seen add column last_at bigint;
alter table session_seen add column figures varchar;
alter table session_seen add column settled varchar;
