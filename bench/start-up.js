// From the command line to the end of --help, list and lint, and to the first event of a simulated run, beside a Node that
// does nothing: `node bench/start-up.js [--rounds 15]`.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {bestOf, ms, option, ROOT, say} from './lib.js';

const run = (...argv) => {
  const {status} = spawnSync(process.execPath, argv, {stdio: 'ignore'});
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`);
};
const bin = join(ROOT, 'src/bin.js');
const best = bestOf(option('rounds', 15), {
  node: () => run('-e', ''),
  help: () => run(bin, '--help'),
  list: () => run(bin, 'list'),
  lint: () => run(bin, 'lint'),
});
/** Milliseconds from the start of a run until its first event, by the time that the event itself has. */
function firstEvent() {
  const out = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
  const began = Date.now();
  run(bin, 'run', 'privileged-pod', '--cluster', 'simulated', '--quiet', '--out', out);
  const [dir] = readdirSync(out);
  const [line] = readFileSync(join(out, dir, 'events.ndjson'), 'utf8').split('\n');
  rmSync(out, {recursive: true});
  return Date.parse(JSON.parse(line).at) - began;
}

for (const name of ['help', 'list', 'lint']) {
  say(`${name}: ${ms(best[name])}, ${(best[name] / best.node).toFixed(1)} × bare node (${ms(best.node)})`);
}
const events = Array.from({length: option('rounds', 15)}, firstEvent).sort((a, b) => a - b);
say(
  `first event of a simulated run: ${ms(events[0])} at best, ${ms(events[Math.floor(events.length / 2)])} in the middle`,
);
