// `kubedrill rules test` on a long log beside rsigma, a Sigma engine in Rust, in one run, with 50, 500 and 3,000 rules:
// `node bench/rules-log.js [--mb 1000] [--rounds 3] [--threads N] [--rules 50]`. It needs the lab's `rsigma` (LAB_RSIGMA). Both read
// the same file and the same rules, whole processes in turns; the best time of each counts, and the peak of its memory.
import {spawn} from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {option, ROOT, recordedLines, say} from './lib.js';

const mb = option('mb', 1000);
const rounds = option('rounds', 3);
const threads = option('threads', availableParallelism());
/** One number of rules; absent: all three. */
const only = option('rules', 0);
const peer = process.env.LAB_RSIGMA;
const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
const LOG = join(dir, 'audit.log');

/** The recorded log over and over, each time under ids and on a day of its own. */
function writeLog() {
  const templates = recordedLines().map(line => line.split(JSON.parse(line).auditID));
  const file = openSync(LOG, 'w');
  for (let [size, round, id] = [0, 0, 0]; size < mb * 1e6; round++) {
    const day = new Date(Date.parse('2026-01-01') + round * 86_400_000).toISOString().slice(0, 10);
    const text = templates.map(parts => `${parts.join(`id-${id++}`).replaceAll('2026-11-23', day)}\n`).join('');
    size += writeSync(file, text);
  }
  closeSync(file);
}

/** The rules over single events that ship with kubedrill, one a file, and behind them variants that match nobody. */
function writeRules(count) {
  const folder = join(dir, `rules-${count}`);
  mkdirSync(folder);
  const own = readdirSync(join(ROOT, 'rules'))
    .flatMap(file => readFileSync(join(ROOT, 'rules', file), 'utf8').split(/^---$/m))
    .filter(text => /^detection:/m.test(text));
  const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const KINDS = ['pods', 'secrets', 'configmaps', 'services', 'nodes', 'roles', 'rolebindings', 'jobs', 'leases'];
  for (let i = 0; i < count; i++) {
    const about = `verb: ${VERBS[i % VERBS.length]}, objectRef.resource: ${KINDS[i % KINDS.length]}`;
    const made = `title: Rule ${i}\nname: rule-${i}\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {${about}, user.username|contains: "nobody-${i}"}\n  condition: s\n`;
    writeFileSync(join(folder, `${String(i).padStart(4, '0')}.yml`), own[i] ?? made);
  }
  return folder;
}

/** The most memory that a process has had so far, in MiB; of one that has just ended, what was seen last. */
function peakOf(pid, before) {
  try {
    const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kb === undefined ? before : Number(kb) / 1024;
  } catch {
    return before;
  }
}

/** One run of a program. @returns its time in seconds, peak in MiB, and what it printed */
function run(command, args) {
  const start = performance.now();
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'ignore']});
  let [peak, output] = [0, ''];
  const timer = setInterval(() => {
    peak = peakOf(child.pid, peak);
  }, 50);
  child.stdout.on('data', text => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      clearInterval(timer);
      resolve({seconds: (performance.now() - start) / 1000, peak, output, code});
    });
  });
}

async function best(makers) {
  const found = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, [command, ...args]] of Object.entries(makers)) {
      const one = await run(command, args);
      const before = found[name];
      found[name] = {
        seconds: Math.min(one.seconds, before?.seconds ?? Number.POSITIVE_INFINITY),
        peak: Math.max(one.peak, before?.peak ?? 0),
        output: one.output,
      };
    }
  }
  return found;
}

try {
  writeLog();
  for (const count of only ? [only] : [50, 500, 3000]) {
    const folder = writeRules(count);
    const own = ['rules', 'test', '--quiet', '--log', LOG, '--rules', folder, '--summary', '-', '--threads'];
    const bin = [process.execPath, join(ROOT, 'src/bin.js'), ...own];
    const found = await best({
      own: [...bin, String(threads)],
      ...(threads > 1 && {single: [...bin, '1']}),
      ...(peer && {peer: [peer, folder, LOG]}),
    });
    const told = ({seconds, peak}) => `${seconds.toFixed(1)} s, ${peak.toFixed(0)} MiB`;
    say(`${count} rules, ${mb} MB: kubedrill on ${threads} threads ${told(found.own)}`);
    if (found.single)
      say(`  on one ${told(found.single)}: ${(found.own.seconds / found.single.seconds).toFixed(2)} × its time`);
    if (found.peer)
      say(
        `  rsigma ${told(found.peer)} (${found.peer.output.trim()}): ${(found.own.seconds / found.peer.seconds).toFixed(2)} × its time`,
      );
    else say('  rsigma is not here (LAB_RSIGMA): the peer is left out');
  }
} finally {
  rmSync(dir, {recursive: true});
}
