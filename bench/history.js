// How large a history gets, and how long it is asked: `node bench/history.js [--clusters 20] [--nights 365]`. Nights of 37
// scenarios are made up, kept through the store itself, and asked as the commands ask: in a file, and in PostgreSQL where
// LAB_POSTGRES names a server. A size for 10 years of 500 clusters is the measured size of a row times their number.
import {rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {built, option, say} from './lib.js';

const {openHistory} = await built('history/store/open.js');

const [clusters, nights] = [option('clusters', 20), option('nights', 365)];
const SCENARIOS = 37;
const DAY_MS = 86_400_000;

/** One night of one cluster: latencies as they come, one of fifty missed, another rule pack each month. */
function night(cluster, index) {
  const started = Date.UTC(2026, 0, 1, 2, 17) + index * DAY_MS + cluster * 1000;
  const month = String(Math.floor(index / 30));
  const verdicts = Array.from({length: SCENARIOS}, (_, n) => {
    const missed = Math.random() < 0.02;
    const [audited, alerted] = [20 + Math.round(Math.random() * 200), Math.round(1000 + Math.random() * 4000)];
    return {
      ...{
        scenario: `scenario-${n}`,
        attempt: 1,
        verdict: missed ? 'missed' : 'detected',
        benign: 'silent',
        sla: 30_000,
      },
      own: {audited, collected: null, alerted: missed ? null : alerted, acknowledged: null},
      ...{total: missed ? null : audited + alerted, quarantined: false},
      broken: missed ? 'alerted' : null,
      cause: missed ? `audited, but no rule matched; rule-${n} is not loaded` : null,
    };
  });
  return {
    ...{uid: `${new Date(started).toISOString()} ${cluster}`, drill: 'core', fleet: 'prod', cluster: `c-${cluster}`},
    ...{
      kind: 'existing',
      started,
      ended: started + 60_000,
      outcome: 'finished',
      score: 90,
      green: true,
      branch: 'main',
    },
    context: {hash: `${month}`.padStart(64, '0'), json: JSON.stringify({month})},
    ...{labels: '{}', size: 900, verdicts},
  };
}

const timed = async act => {
  const from = performance.now();
  const result = await act();
  return {result, ms: performance.now() - from};
};
const whole = value => Math.round(value).toLocaleString('en');

/** A history in a file, and how large it is. */
function inFile() {
  const file = join(tmpdir(), `kubedrill-bench-history-${process.pid}.db`);
  return {
    what: 'a file',
    url: `file:${file}`,
    bytes: async () => statSync(file).size,
    drop: async () => {
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, {force: true});
    },
  };
}

/** One in a schema of its own of the lab's PostgreSQL. */
async function inPostgres(server) {
  const {default: pg} = await import('pg');
  const schema = `bench_${process.pid}`;
  const asked = async sql => {
    const client = new pg.Client({connectionString: server});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const size = `select sum(pg_total_relation_size(c.oid))::float as bytes from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = '${schema}' and c.relkind = 'r'`;
  return {
    what: 'PostgreSQL',
    url: `${server}?schema=${schema}`,
    bytes: async () => {
      await asked(`set search_path to ${schema}; vacuum (analyze) verdict`).catch(() => {});
      return (await asked(size))[0].bytes;
    },
    drop: () => asked(`drop schema if exists ${schema} cascade`),
  };
}

async function measure({what, url, bytes: bytesOf, drop}) {
  const store = await openHistory(url);
  try {
    let keepMs = 0;
    for (let index = 0; index < nights; index++) {
      const runs = Array.from({length: clusters}, (_, cluster) => ({record: night(cluster, index)}));
      keepMs += (await timed(() => store.add(runs))).ms;
    }
    const rows = clusters * nights * SCENARIOS;
    const list = await timed(() => store.newest(30));
    const show = await timed(() => store.nights('scenario-7', 30));
    const year = await timed(() => store.nights('scenario-7', 365));
    const place = await timed(() => store.records({fleet: 'prod', cluster: 'c-0', drill: 'core'}));
    const places = await timed(() => store.places());
    const bytes = await bytesOf();
    const all = 10 * 365 * 500 * SCENARIOS;
    say(
      `${what}: ${whole(clusters * nights)} runs of ${SCENARIOS} scenarios on ${clusters} clusters: ${whole(rows)} verdicts`,
    );
    say(`kept in ${whole(keepMs)} ms: ${whole(rows / (keepMs / 1000))} verdicts a second`);
    say(`${(bytes / 1e6).toFixed(1)} MB: ${(bytes / rows).toFixed(1)} bytes a verdict`);
    say(
      `so ten years of 500 clusters, ${whole(all)} verdicts, are about ${(((bytes / rows) * all) / 1e9).toFixed(1)} GB`,
    );
    say(`list, the newest 30 runs: ${list.ms.toFixed(1)} ms`);
    say(`show, 30 nights on each of ${clusters} clusters (${show.result.length} rows): ${show.ms.toFixed(1)} ms`);
    say(`show, a year on each (${year.result.length} rows): ${year.ms.toFixed(1)} ms`);
    say(`compare, all of one cluster (${place.result.length} runs): ${place.ms.toFixed(1)} ms`);
    say(`every cluster by name (${places.result.length}): ${places.ms.toFixed(1)} ms`);
  } finally {
    await store.close();
    await drop();
  }
}

await measure(inFile());
if (process.env.LAB_POSTGRES) await measure(await inPostgres(process.env.LAB_POSTGRES));
else say('LAB_POSTGRES IS NOT SET: PostgreSQL is left out');
