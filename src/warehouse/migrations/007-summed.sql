-- Rows that are sums of several requests: how long the prompt of each was is not known.
alter table entry add column summed boolean default false;
update entry set summed = true where derived;
