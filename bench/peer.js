// The rule engine beside sigma-rust, a Sigma engine in Rust, in one run, on the rules that both can load:
// `node bench/peer.js [--rounds 10]`. It needs cargo.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {bestOverLines, built, LOG, ms, option, ROOT, rate, recordedLines, say} from './lib.js';

const {loadRules} = await built('sigma/load.js');
const {createRuleEngine} = await built('sigma/engine.js');
const {scanAuditLine} = await built('audit/scan.js');

const crate = join(ROOT, 'bench/peer-sigma-rust');
const rounds = option('rounds', 10);
const lines = recordedLines();
const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));

function build() {
  const {error, status, stderr} = spawnSync('cargo', ['build', '--release', '--quiet'], {cwd: crate, encoding: 'utf8'});
  if (error) say('cargo is not here: the peer is left out');
  else if (status !== 0) say(`the peer cannot be built: ${stderr.split('\n').slice(0, 3).join(' ')}`);
  return !error && status === 0;
}

/** Rules over single events, one a file; correlations are not the crate's. */
function writeRules() {
  for (const file of readdirSync(join(ROOT, 'rules'))) {
    const documents = readFileSync(join(ROOT, 'rules', file), 'utf8').split(/^---$/m);
    for (const [i, text] of documents.entries()) {
      if (/^detection:/m.test(text)) writeFileSync(join(dir, `${file.replace(/\.yml$/, '')}-${i}.yml`), text);
    }
  }
}

function peer() {
  const binary = join(crate, 'target/release/peer-sigma-rust');
  const {status, stdout, stderr} = spawnSync(binary, [dir, LOG, String(rounds)], {encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Matches by rule, of the lines that are given. */
const own = (set, matches) => () => {
  const engine = createRuleEngine(set);
  return log => {
    for (const line of log) {
      const candidates = engine.candidates(scanAuditLine(line), line);
      if (!candidates) continue;
      for (const {rule} of engine.push(JSON.parse(line), candidates)) matches[rule.id] = (matches[rule.id] ?? 0) + 1;
    }
  };
};

try {
  if (build()) {
    writeRules();
    const {refused} = peer();
    for (const name of refused) rmSync(join(dir, `${name}.yml`));
    const {set} = loadRules([dir]);
    const theirs = peer();
    const best = bestOverLines(rounds, lines, {own: own(set, {})});
    const again = peer();
    const totalMs = Math.min(theirs.totalMs, again.totalMs);
    const mine = {};
    own(set, mine)()(lines);
    const count = Object.keys(theirs.matches).length;
    const differing = Object.keys(theirs.matches).filter(id => theirs.matches[id] !== (mine[id] ?? 0));
    say(`${count} rules that both load (${refused.length} are refused by the peer), ${lines.length} events`);
    say(
      `kubedrill ${ms(best.own)}, ${rate(lines.length, best.own)}; sigma-rust ${ms(totalMs)}, ${rate(lines.length, totalMs)}`,
    );
    say(
      `kubedrill is ${(totalMs / best.own).toFixed(1)} × as fast (the peer's parsing alone: ${ms(Math.min(theirs.parseMs, again.parseMs))})`,
    );
    say(`${count - differing.length} rules match the same number of events`);
    for (const id of differing) say(`  ${id}: ${mine[id] ?? 0}, sigma-rust ${theirs.matches[id]}`);
  }
} finally {
  rmSync(dir, {recursive: true});
}
