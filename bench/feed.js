// From a line written to the audit log until the feed hands it on: `node bench/feed.js [--lines 300]`.
import {appendFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {built, ms, option, recordedLines, say, spread} from './lib.js';

const {fileFeed} = await built('cluster/file-feed.js');
const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
const file = join(dir, 'audit.log');
writeFileSync(file, '');
const abort = new AbortController();
const written = new Map();
const waits = [];
await fileFeed(file).follow(
  lines => {
    const now = performance.now();
    for (const line of lines) waits.push(now - written.get(line));
  },
  () => {},
  abort.signal,
);
try {
  const count = option('lines', 300);
  for (const line of recordedLines().slice(0, count)) {
    written.set(line, performance.now());
    appendFileSync(file, `${line}\n`);
    // Off the beat of the feed's looks.
    await delay(3 + Math.random() * 20);
  }
  await delay(200);
  const {min, median, p95, max} = spread(waits);
  say(
    `${waits.length} of ${written.size} lines seen; min ${ms(min)}, median ${ms(median)}, p95 ${ms(p95)}, max ${ms(max)}`,
  );
  if (waits.length !== written.size) process.exitCode = 1;
} finally {
  abort.abort();
  rmSync(dir, {recursive: true});
}
