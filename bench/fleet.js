// A fleet of simulated clusters through `fleet run`, as a process of its own, and then `fleet report`: wall time,
// and the most memory that each held. `node bench/fleet.js [--clusters 2000] [--at-once 8]`; by default 40, because each
// plays the core drill.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {option, say} from './lib.js';

const [clusters, atOnce] = [option('clusters', 40), option('at-once', 8)];
const folder = mkdtempSync(join(tmpdir(), 'kubedrill-bench-fleet-'));

/** The most memory that a process has held, in MiB; undefined where the system does not say, or it is gone. */
function peakOf(pid) {
  try {
    return (Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) || 0) / 1024;
  } catch {
    return undefined;
  }
}

/** Runs kubedrill to its end. */
function kubedrill(...argv) {
  const from = performance.now();
  const child = spawn(process.execPath, [resolve('src/bin.js'), ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, peak] = ['', '', 0];
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  const looking = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid) ?? 0);
  }, 200);
  return new Promise(done =>
    child.on('close', code => {
      clearInterval(looking);
      if (code !== 0) say(`kubedrill ${argv.slice(0, 2).join(' ')} ended with ${code}: ${stderr.slice(-500)}`);
      done({code, stdout, peak, ms: performance.now() - from});
    }),
  );
}

const seconds = ms => `${(ms / 1000).toFixed(1)} s`;

try {
  const entries = Array.from({length: clusters}, (_, index) => `  - {name: c-${index}, cluster: simulated}\n`);
  writeFileSync(
    join(folder, 'fleet.yaml'),
    `fleet: bench\nresults: out/{date}/{cluster}\nclusters:\n${entries.join('')}`,
  );
  const run = await kubedrill('fleet', 'run', '--at-once', String(atOnce), '--quiet');
  say(`${clusters} simulated clusters, the core drill on each, ${atOnce} at once: ${run.stdout.trim()}`);
  say(`fleet run: ${seconds(run.ms)}, ${seconds(run.ms / clusters)} a cluster, at most ${run.peak.toFixed(0)} MiB`);
  const report = await kubedrill('fleet', 'report', 'out');
  say(`fleet report: ${seconds(report.ms)}, at most ${report.peak.toFixed(0)} MiB: ${report.stdout.split('\n')[1]}`);
} finally {
  rmSync(folder, {recursive: true, force: true});
}
