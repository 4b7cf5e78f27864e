-- What a job has told of days that were over: a later run says where it is no longer so, and may keep to its prices.
create table reported (
  job varchar not null,
  since varchar not null,
  until varchar not null,
  told_at bigint not null, -- milliseconds since the epoch
  basis varchar not null, -- which usage it was of, and in what zone: of other usage nothing can be said
  rules varchar not null, -- what the config said of prices
  mode varchar not null, -- whose costs counted
  totals varchar not null, -- the figures, as JSON
  terms varchar not null -- the rates of each kind of request, as JSON
);
