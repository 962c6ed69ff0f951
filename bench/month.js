// A month of nights, really run: `node bench/month.js [--nights 30]`. A small drill on the simulated cluster, whose alerts
// come by an Alertmanager of this script. On night 20 a rule is taken out, from night 24 on alerts take longer, and the
// alert of one scenario comes at its second attempt alone on every third night. Logs are put a day apart each, because
// nobody waits for a month, and imported. Then `compare` is asked on every night, and must say these three and nothing else.
import {execFile} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {option, ROOT, say} from './lib.js';

const nights = option('nights', 30);
const [REMOVED, SLOWED, FLAKY_EVERY] = [20, 24, 3];
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 9, 31, 2, 17);
/** Scenarios, and the rule that alerts on each. */
const RULES = {
  'secrets-listed': 'secrets-enumerated',
  'privileged-pod': 'privileged-pod-created',
  'cluster-admin-bound': 'cluster-admin-bound',
  'pod-exec': 'pod-exec',
};
const [LOST, FLAKY] = ['cluster-admin-bound', 'pod-exec'];

const folder = mkdtempSync(join(tmpdir(), 'kubedrill-month-'));
const [out, rules, kept] = ['runs', 'rules', 'kept'].map(name => join(folder, name));
const store = `file:${join(folder, 'history.db')}`;
cpSync(join(ROOT, 'rules'), rules, {recursive: true});
mkdirSync(kept);

/** The events of the run under way, as far as they are written. */
function eventsNow() {
  try {
    const [run] = readdirSync(out);
    const lines = readFileSync(join(out, run, 'events.ndjson'), 'utf8').split('\n');
    return lines.slice(0, -1).map(line => JSON.parse(line));
  } catch {
    // The run has not begun to write.
    return [];
  }
}

/** What Alertmanager holds on a night: the alerts of attacks whose rule is there, once they are due. */
function alertsOf(night) {
  const attempts = new Map();
  return eventsNow().flatMap(event => {
    const {type, scenario, purpose, auditId} = event;
    if (type === 'scenario.attempt') attempts.set(scenario, event.attempt);
    if (type !== 'step.answered' || purpose !== 'attack' || !auditId) return [];
    const dueMs = Date.parse(event.at) + (night >= SLOWED ? 1600 : 800);
    const holds = scenario === FLAKY && night % FLAKY_EVERY === 0 && !attempts.has(scenario);
    const removed = scenario === LOST && night >= REMOVED;
    if (removed || holds || Date.now() < dueMs) return [];
    return [
      {
        labels: {alertname: RULES[scenario] ?? 'other', auditID: auditId},
        ...{annotations: {}, startsAt: new Date(dueMs).toISOString(), fingerprint: auditId},
        receivers: [{name: 'people'}],
        status: {state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: []},
      },
    ];
  });
}

let night = 0;
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify([{labels: {}, receiver: {name: 'people'}, alerts: alertsOf(night)}]));
});
await new Promise(done => server.listen(0, '127.0.0.1', done));
const stack = join(folder, 'stack.yaml');
const url = `http://127.0.0.1:${server.address().port}`;
writeFileSync(stack, `title: A month\nsources:\n  - {type: alertmanager, url: "${url}", every: 50ms}\n`);
const drill = join(folder, 'nightly.yaml');
writeFileSync(
  drill,
  `title: Nightly\ndescription: A month of nights\nscenarios: [${Object.keys(RULES)}]\nsla: {grace: 500ms}\ngates: []\n`,
);

/** Runs kubedrill in the folder of the month, which is under no version control. */
async function kubedrill(...argv) {
  try {
    const {stdout} = await promisify(execFile)(process.execPath, [join(ROOT, 'src/bin.js'), ...argv], {cwd: folder});
    return {code: 0, stdout};
  } catch (error) {
    if (typeof error.code !== 'number') throw error;
    return {code: error.code, stdout: error.stdout, stderr: error.stderr};
  }
}

/** The log of the run, as if it had been made on its night. */
function keep() {
  const events = eventsNow();
  const shift = FIRST + night * DAY_MS - Date.parse(events[0].at);
  const text = events.map(e => JSON.stringify({...e, at: new Date(Date.parse(e.at) + shift).toISOString()})).join('\n');
  mkdirSync(join(kept, `${night}`));
  writeFileSync(join(kept, `${night}`, 'events.ndjson'), `${text}\n`);
  rmSync(out, {recursive: true});
}

/** What `compare` is to say of a night; a slower link may take until the window is full of it. */
function expected(at) {
  const want = [];
  if (at >= REMOVED) want.push(`${LOST} lost`);
  if (at % FLAKY_EVERY === 0) want.push(`${FLAKY} flaky`);
  return want;
}

let wrong = 0;
let slowerSince;
for (night = 1; night <= nights; night++) {
  if (night === REMOVED) rmSync(join(rules, `${RULES[LOST]}.yml`));
  const flags = ['--drill', drill, '--stack', stack, '--rules', rules, '--cluster', 'simulated', '--retry', '2'];
  const run = await kubedrill('run', ...flags, '--sla', '6s', '--out', out, '--quiet', '--json');
  if (![0, 1].includes(run.code)) throw new Error(`night ${night}: exit ${run.code}\n${run.stdout}\n${run.stderr}`);
  keep();
  await kubedrill('history', 'import', join(kept, `${night}`), '--history', store);
  const {code, stdout} = await kubedrill('compare', '--history', store);
  const found = stdout.split('\n').filter(line => /^(WORSE|warning|note|UNKNOWN) /.test(line));
  const said = found.map(line => line.replace(/^\w+ +/, ''));
  const slower = said.filter(line => line.startsWith('alerted slower'));
  const jumped = said.filter(line => line.startsWith('alerted jumped') && night >= SLOWED);
  const rest = said.filter(line => ![...slower, ...jumped].includes(line));
  if (slower.length) slowerSince ??= night;
  const want = expected(night);
  const fits =
    rest.length === want.length &&
    want.every(text => rest.some(line => line.startsWith(text))) &&
    (night >= SLOWED || !slower.length) &&
    (code === (want.length || slower.length ? 1 : night === 1 ? 4 : 0) || (night === 1 && code === 4));
  const isFirst = night === 1 && said.length === 1;
  if (!fits && !isFirst) wrong++;
  say(`night ${String(night).padStart(2)}  exit ${code}  ${fits || isFirst ? 'as it should' : 'WRONG'}`);
  for (const line of found) say(`          ${line}`);
}
const isFound = nights < SLOWED + 6 || slowerSince !== undefined;
say(`${wrong} of ${nights} nights wrong; the slower link was found on night ${slowerSince ?? 'none'}`);
server.close();
if (process.argv.includes('--keep')) say(`kept: ${folder}`);
else rmSync(folder, {recursive: true});
process.exitCode = wrong || !isFound ? 1 : 0;
