// The rule engine beside sigma-rust, a Sigma engine in Rust, in one run, on the rules that both can load:
// `node bench/peer.js [--rounds 10]`. It needs cargo.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {bestOverLines, built, LOG, ms, option, playLines, ROOT, rate, recordedLines, say} from './lib.js';

const {loadRules} = await built('sigma/load/load.js');
const {createRuleEngine} = await built('sigma/engine.js');

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
  const count = found => {
    for (const {rule} of found) matches[rule.id] = (matches[rule.id] ?? 0) + 1;
  };
  return log => playLines(engine, log, count);
};

/** Both on the rules in the folder, in turns; and what each of them found. */
function sideBySide() {
  const {set} = loadRules([dir]);
  const theirs = peer();
  const best = bestOverLines(rounds, lines, {own: own(set, {})});
  const again = peer();
  const found = {};
  own(set, found)()(lines);
  const totalMs = Math.min(theirs.totalMs, again.totalMs);
  const parseMs = Math.min(theirs.parseMs, again.parseMs);
  const ids = Object.keys(theirs.matches);
  const differing = ids.filter(id => theirs.matches[id] !== (found[id] ?? 0));
  return {count: ids.length, differing, ownMs: best.own, totalMs, parseMs, found, theirs: theirs.matches};
}

function tell(what, {count, ownMs, totalMs, parseMs}) {
  say(`${count} rules ${what}, ${lines.length} events`);
  say(
    `  kubedrill ${ms(ownMs)}, ${rate(lines.length, ownMs)}; sigma-rust ${ms(totalMs)}, ${rate(lines.length, totalMs)}` +
      `: ${(totalMs / ownMs).toFixed(1)} × as fast (the peer's parsing alone: ${ms(parseMs)})`,
  );
}

try {
  if (build()) {
    writeRules();
    const {refused} = peer();
    for (const name of refused) rmSync(join(dir, `${name}.yml`));
    const all = sideBySide();
    tell(`that both load (${refused.length} are refused by the peer)`, all);
    for (const id of all.differing) {
      say(`  ${id} matches ${all.found[id] ?? 0} events here, ${all.theirs[id]} there`);
      rmSync(join(dir, `${id}.yml`));
    }
    tell('of them that match as many events here as there', sideBySide());
  }
} finally {
  rmSync(dir, {recursive: true});
}
