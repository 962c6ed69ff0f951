/**
 * The form of the tables, step by step, as `../migrations.ts` has it for files: names and meanings are the same. A step
 * that was released is never changed.
 *
 * Texts are ordered by their bytes, as in a file, and not as the database's language orders them.
 */
export const MIGRATIONS: readonly string[] = [
  `create table context(
     id integer primary key generated always as identity, hash text collate "C" not null unique,
     json text collate "C" not null
   );
   create table cause(id integer primary key generated always as identity, text text collate "C" not null);
   create unique index cause_by_text on cause(md5(text));
   create table run(
     id integer primary key generated always as identity, uid text collate "C" not null unique,
     drill text collate "C" not null, fleet text collate "C" not null, cluster text collate "C" not null,
     kind smallint not null, started bigint not null, ended bigint not null, outcome smallint not null,
     score double precision, green smallint not null, context integer references context, branch text,
     labels text not null, size integer not null, digest text collate "C" not null, events text
   );
   create index run_by_time on run(started);
   create index run_by_place on run(fleet, cluster, drill, started);
   create table series(
     id integer primary key generated always as identity, fleet text collate "C" not null,
     cluster text collate "C" not null, drill text collate "C" not null, scenario text collate "C" not null,
     unique(fleet, cluster, drill, scenario)
   );
   create index series_by_scenario on series(scenario);
   create table verdict(
     series integer not null references series, run integer not null references run, audited integer,
     collected integer, alerted integer, acknowledged integer, total integer, sla integer,
     cause integer references cause, attempt smallint not null default 1, verdict smallint not null, benign smallint,
     broken smallint, quarantined smallint not null default 0, primary key(series, run, attempt)
   );
   create index verdict_by_run on verdict(run);
   create table baseline(
     id integer primary key generated always as identity, series integer not null references series, since bigint,
     at bigint not null, who text not null, why text not null
   );
   create index baseline_by_series on baseline(series);`,
];
