// How large a history gets, and how long it is asked: `node bench/history.js [--clusters 20] [--nights 365]`. Nights of 37
// scenarios are made up, kept through the store itself, and asked as the commands ask. A size for 10 years of 500
// clusters is the measured size of a row times their number.
import {rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {built, option, say} from './lib.js';

const {openHistory} = await built('history/store/open.js');

const [clusters, nights] = [option('clusters', 20), option('nights', 365)];
const SCENARIOS = 37;
const DAY_MS = 86_400_000;
const file = join(tmpdir(), `kubedrill-bench-history-${process.pid}.db`);

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

const store = await openHistory(`file:${file}`);
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
  await store.close();
  const bytes = statSync(file).size;
  const all = 10 * 365 * 500 * SCENARIOS;
  say(`${whole(clusters * nights)} runs of ${SCENARIOS} scenarios on ${clusters} clusters: ${whole(rows)} verdicts`);
  say(`kept in ${whole(keepMs)} ms: ${whole(rows / (keepMs / 1000))} verdicts a second`);
  say(`file ${(bytes / 1e6).toFixed(1)} MB: ${(bytes / rows).toFixed(1)} bytes a verdict`);
  say(
    `so ten years of 500 clusters, ${whole(all)} verdicts, are about ${(((bytes / rows) * all) / 1e9).toFixed(1)} GB`,
  );
  say(`list, the newest 30 runs: ${list.ms.toFixed(1)} ms`);
  say(`show, 30 nights on each of ${clusters} clusters (${show.result.length} rows): ${show.ms.toFixed(1)} ms`);
  say(`show, a year on each (${year.result.length} rows): ${year.ms.toFixed(1)} ms`);
} finally {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, {force: true});
}
