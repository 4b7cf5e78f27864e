-- Each run of a job, with what it wrote or was about to write.
create table run (
  run_id varchar not null,
  job varchar not null,
  since varchar,
  until varchar,
  started_at timestamp not null,
  ended_at timestamp,
  status varchar not null, -- running, ok, alarm, stopped, incomplete, failed, unknown, interrupted
  exit_code integer,
  outputs varchar not null, -- path -> sha256, as JSON
  record varchar -- what `rimuru run --json` printed
);

-- What was told to whom: the intent before it is sent, the result after.
create table delivery (
  delivery_key varchar not null,
  run_id varchar not null,
  job varchar not null,
  since varchar,
  until varchar,
  plugin varchar not null,
  subject varchar not null, -- digest, or what an alert is about
  intended_at timestamp not null,
  settled_at timestamp,
  state varchar not null, -- intended, delivered, skipped, failed, unknown
  detail varchar
);

-- Sessions as the last run of a job that asks for it has seen them.
create table session_seen (
  job varchar not null,
  agent varchar not null,
  session varchar not null,
  active boolean not null
);
