-- Where data was found: one row for each configured data directory of an agent.
create table root (
  root_id integer not null,
  agent varchar not null,
  path varchar not null
);

-- Each log file that was ever seen, with how far it has been read and what was wrong with it.
create table file (
  file_id integer not null,
  root_id integer not null,
  path varchar not null,
  file_key varchar not null,
  host varchar not null,
  username varchar not null,
  state varchar not null, -- read, failed, gone
  reason varchar,
  size bigint not null,
  mtime double not null,
  inode varchar not null,
  read_to bigint not null,
  head varchar not null, -- digests that tell an appended file from a rewritten one
  tail varchar not null,
  resume varchar,
  reader integer not null,
  claim_group varchar,
  lines bigint not null,
  lines_bad bigint not null,
  torn_tail boolean not null,
  records bigint not null, -- usage records that could be read, repeated ones included
  quarantined bigint not null,
  removed varchar not null, -- rule -> count, as JSON
  problems varchar not null, -- the first of them, as JSON
  first_at timestamp,
  last_at timestamp
);

create table session (session_id integer not null, agent varchar not null, name varchar not null);

create table sku (
  sku_id integer not null,
  provider varchar,
  model varchar not null,
  tier varchar not null,
  speed varchar not null,
  geo varchar
);

create table place (place_id integer not null, cwd varchar not null, project varchar not null);

create table branch (branch_id integer not null, name varchar not null);

-- What each file tells of the sessions in it.
create table session_fact (
  file_id integer not null,
  session_id integer not null,
  parent varchar,
  started_at timestamp,
  ended_at timestamp,
  place_id integer,
  branch_id integer,
  signal varchar not null
);

-- Billed requests as each file records them. A request that stands in several files has a row for each;
-- `counted` marks the one that stands for it among the files of its root.
create table entry (
  file_id integer not null,
  root_id integer not null,
  identity varchar not null,
  variant varchar,
  copy_of varchar,
  part utinyint not null,
  requests utinyint not null,
  session_id integer not null,
  sku_id integer not null,
  place_id integer,
  branch_id integer,
  happened_at timestamp not null,
  input bigint not null,
  output bigint not null,
  cache_read bigint not null,
  cache_write_5m bigint not null,
  cache_write_1h bigint not null,
  reasoning bigint not null,
  web_searches integer not null,
  weight bigint not null, -- all tokens of the response: of several versions the heaviest is the complete one
  recorded_cost decimal(38, 18),
  byte_offset bigint not null,
  demoted boolean not null,
  copied boolean not null,
  subagent boolean not null,
  outside_claim boolean not null,
  derived boolean not null,
  quality utinyint not null, -- 0 exact, 1 partial, 2 estimated
  counted boolean not null,
  contested boolean not null, -- other versions of this request exist in its root
  shared boolean not null -- and in other roots
);

-- Running totals that an agent keeps of a session.
create table claim (
  file_id integer not null,
  model varchar not null,
  happened_at timestamp not null,
  byte_offset bigint not null,
  input bigint not null,
  output bigint not null,
  cache_read bigint not null,
  cache_write_5m bigint not null,
  cache_write_1h bigint not null,
  reasoning bigint not null,
  web_searches bigint not null
);

-- Sessions whose running total is lower than their records.
create table claim_shortfall (
  root_id integer not null,
  claim_group varchar not null,
  model varchar not null,
  missing_tokens bigint not null
);

create table meta (name varchar not null, value varchar not null);

-- Totals of days that were complete at the load before, and have changed since.
create table restatement (
  root_id integer not null,
  day date not null,
  noticed_at timestamp not null,
  old_requests bigint not null,
  new_requests bigint not null,
  old_tokens bigint not null,
  new_tokens bigint not null,
  reason varchar not null
);

-- For people who query: each billed request once for each data directory that holds it.
create view usage as
select
  r.agent, s.name as session, k.provider, k.model, k.tier, k.speed, k.geo, p.project, p.cwd, b.name as git_branch,
  f.host, f.username as "user", e.happened_at as time_utc, e.requests, e.input as input_tokens, e.output as output_tokens,
  e.cache_read as cache_read_tokens, e.cache_write_5m as cache_write_5m_tokens, e.cache_write_1h as cache_write_1h_tokens,
  e.reasoning as reasoning_tokens, e.web_searches, e.subagent, e.recorded_cost as recorded_cost_usd, e.identity,
  f.path as file, e.byte_offset, ['exact', 'partial', 'estimated'][e.quality + 1] as quality, r.path as source,
  e.rowid as entry_row
from entry e
join root r using (root_id)
join session s using (session_id)
join sku k using (sku_id)
join file f using (file_id)
left join place p using (place_id)
left join branch b using (branch_id)
where e.counted;
