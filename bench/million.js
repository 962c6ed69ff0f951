// A long log through the audit source and the rules: memory stays flat, nothing is lost: `node bench/million.js [--events 1000000]`.
// With `--free` V8 makes as much room for young objects as it likes, which `kubedrill` does not let it.
import {join} from 'node:path';
import {built, ms, option, ROOT, rate, recordedLines, say} from './lib.js';

const {loadRules} = await built('sigma/load/load.js');
const {auditLogSource} = await built('sources/api-server/audit-log.js');
const {rulesSource} = await built('sources/api-server/rules.js');
const {realClock} = await built('lib/clock.js');
const {keepHeapSmall} = await built('lib/process/heap-size.js');

const wanted = option('events', 1_000_000);
const BATCH = 500;
/** The log is read again a day later, every time: windows of correlations close. */
const DAY = '2026-11-23';
const DAY_MS = 86_400_000;

const templates = recordedLines().map(line => {
  const {auditID} = JSON.parse(line);
  return line.split(auditID);
});

/** The log, over and over, each time under ids and on a day of its own. */
function* endless() {
  for (let round = 0, id = 1; ; round++) {
    const day = new Date(Date.parse(DAY) + round * DAY_MS).toISOString().slice(0, 10);
    for (const parts of templates) yield {id, line: parts.join(`id-${id++}`).replaceAll(DAY, day)};
  }
}

const abort = new AbortController();
let onLines;
const feed = {
  async follow(listener, onState) {
    onLines = listener;
    onState('up');
  },
};
const audit = auditLogSource(feed, realClock);
const {set} = loadRules([join(ROOT, 'rules')]);
const rules = rulesSource(set, audit, realClock);
const nobody = {has: () => false, auditIds: () => [], tokens: () => []};
let [seen, seenSum, matches] = [0, 0n, 0];
audit.tap(events => {
  for (const {auditID} of events) {
    seen++;
    seenSum += BigInt(auditID.slice(3)) ** 2n;
  }
});
await audit.start(() => {}, nobody, abort.signal);
await rules.start(() => matches++, nobody, abort.signal);

/** What the process has of the machine, and what of that is alive: the rest is room that V8 keeps for young objects. */
const memory = () => {
  globalThis.gc?.();
  const {rss, heapUsed} = process.memoryUsage();
  return {rss: rss / 2 ** 20, live: heapUsed / 2 ** 20};
};
const log = endless();
let [sent, sentSum, spent, peak, batch] = [0, 0n, 0, 0, []];
const push = () => {
  const start = process.hrtime.bigint();
  onLines(batch);
  spent += Number(process.hrtime.bigint() - start) / 1e6;
  batch = [];
};
if (!process.argv.includes('--free')) keepHeapSmall();
const idle = memory();
const marks = new Set([0.1, 0.25, 0.5, 1].map(share => Math.floor(wanted * share)));
while (sent < wanted) {
  const {id, line} = log.next().value;
  sent++;
  sentSum += BigInt(id) ** 2n;
  batch.push(line);
  if (batch.length === BATCH || sent === wanted) push();
  if (sent % 20_000 === 0) peak = Math.max(peak, process.memoryUsage().rss / 2 ** 20);
  // A reader of a real log gives way between its pieces.
  if (!batch.length) await new Promise(setImmediate);
  if (marks.has(sent)) {
    const {rss, live} = memory();
    say(`${sent} events: ${(rss - idle.rss).toFixed(0)} MiB over idle, ${live.toFixed(0)} MiB alive`);
  }
}
abort.abort();
say(
  `peak ${(Math.max(peak, idle.rss) - idle.rss).toFixed(0)} MiB over idle (${idle.rss.toFixed(0)} MiB, ${idle.live.toFixed(0)} MiB alive); ${ms(spent)}, ${rate(sent, spent)}`,
);
say(`${seen} of ${sent} events seen, checksums ${seenSum === sentSum ? 'agree' : 'DIFFER'}; ${matches} alerts`);
if (seen !== sent || seenSum !== sentSum) process.exitCode = 1;
