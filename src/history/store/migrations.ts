/**
 * The form of the database, step by step: each brings it from one version to the next, in one transaction. A step that
 * was released is never changed; what is to be otherwise is a step more.
 */
export const MIGRATIONS: readonly string[] = [
  `create table context(id integer primary key, hash text not null unique, json text not null) strict;
   create table cause(id integer primary key, text text not null unique) strict;
   create table run(
     id integer primary key, uid text not null unique, drill text not null, fleet text not null, cluster text not null,
     kind integer not null, started integer not null, ended integer not null, outcome integer not null, score real,
     green integer not null, context integer references context, branch text, labels text not null,
     size integer not null, digest text not null, events text
   ) strict;
   create index run_by_time on run(started);
   create table series(
     id integer primary key, fleet text not null, cluster text not null, drill text not null, scenario text not null,
     unique(fleet, cluster, drill, scenario)
   ) strict;
   create index series_by_scenario on series(scenario);
   create table verdict(
     series integer not null references series, run integer not null references run, attempt integer not null default 1,
     verdict integer not null, audited integer, collected integer, alerted integer, acknowledged integer,
     total integer, sla integer, benign integer, broken integer, cause integer references cause,
     quarantined integer not null default 0,
     primary key(series, run, attempt)
   ) strict, without rowid;
   create index verdict_by_run on verdict(run);
   create table baseline(
     series integer not null references series, since integer not null, run_from integer, run_to integer, state text,
     who text, why text, primary key(series, since)
   ) strict, without rowid;
   create table finding(
     id integer primary key, run integer not null references run, series integer references series, link integer,
     kind text not null, p real, shift real, opened integer, closed integer, evidence text
   ) strict;
   create table coverage(
     run integer not null, log text not null, state integer, lost integer, p95 integer, primary key(run, log)
   ) strict, without rowid;`,
  `create index run_by_place on run(fleet, cluster, drill, started);`,
  `drop table baseline;
   create table baseline(
     id integer primary key, series integer not null references series, since integer, at integer not null,
     who text not null, why text not null
   ) strict;
   create index baseline_by_series on baseline(series);`,
  // Nothing was ever kept in them: findings follow from the runs whenever somebody asks.
  `drop table finding; drop table coverage;`,
];

/** Stands in the file: it is a database of kubedrill's, and not of some other program. `kdrl`. */
export const APPLICATION_ID = 0x6b64726c;
