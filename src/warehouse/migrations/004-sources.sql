-- Of several sources that tell of one session, such as a log and a database, the one of the lowest rank counts.
alter table entry add column source_rank utinyint default 0;

-- Figures other than tokens, as JSON: [{ unit, amount }].
alter table session_fact add column meters varchar;
