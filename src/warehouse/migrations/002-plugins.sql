-- What plugins keep between runs, each for itself.
create table plugin_kv (plugin varchar not null, name varchar not null, value varchar not null);

-- How their calls went, over all runs.
create table plugin_health (
  plugin varchar not null,
  calls bigint not null,
  failures bigint not null,
  restarts bigint not null,
  failures_in_a_row bigint not null,
  last_error varchar
);
