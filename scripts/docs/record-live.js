// Plays a drill with people on the simulated cluster and keeps its log as `test/fixtures/runs/live/events.ndjson`, which the
// tests of the after-action report read: `npm run build`, then `node scripts/docs/record-live.js`; it takes two minutes.
// Then `npx vitest run test/report/aar -u`. It is drills/leaked-token.yaml, ten times as fast. Six people take part over
// HTTP, two of them with accounts of the cluster: one attack is contained rightly, one with harm, one is missed by everybody.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {request} from 'node:https';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parse, stringify} from 'yaml';

const FASTER = 10;
const FIXTURE = resolve('test/fixtures/runs/live/events.ndjson');
const cwd = mkdtempSync(join(tmpdir(), 'kubedrill-record-'));
/** What must not be in the log. */
const secrets = [];

writeFileSync(join(cwd, 'short.yaml'), shortened());
const argv = ['live', 'short.yaml', '--cluster', 'simulated', '--listen', '127.0.0.1:0', '--no-color', '--seed', '7'];
const drill = spawn(process.execPath, [resolve('src/bin.js'), ...argv], {cwd, env: {PATH: '/nonexistent', HOME: cwd}});
const over = once(drill, 'close');
let said = '';
for (const stream of [drill.stdout, drill.stderr]) {
  stream.on('data', chunk => {
    said += chunk;
  });
}
try {
  await until('its codes', () => /board .*#j=/.test(said));
  const codes = new Map([...said.matchAll(/^ {2}(\w+) +http\S+#j=(\S+)/gm)].map(([, role, code]) => [role, code]));
  const url = /http:\/\/[\d.:]+/.exec(said)[0];
  secrets.push(...codes.values());
  await play(url, codes);
  await over;
  keep();
} finally {
  drill.kill('SIGKILL');
  rmSync(cwd, {recursive: true});
}

/** The drill of the package with every duration of people divided; what machines take stays as it is. */
function shortened() {
  const {vary, sla, ...rest} = parse(readFileSync('drills/leaked-token.yaml', 'utf8'));
  const seconds = {s: 1, m: 60};
  const shorter = (key, value) => {
    const [, number, unit] = /^(\d+)(s|m)$/.exec(value) ?? [];
    return number === undefined || key === 'text' ? value : `${(number * seconds[unit]) / FASTER}s`;
  };
  const drill = JSON.parse(JSON.stringify(rest), (key, value) =>
    typeof value === 'string' ? shorter(key, value) : value,
  );
  for (const clock of drill.clocks) clock.scale *= FASTER;
  for (const gate of drill.gates) if (gate.maxHarm) gate.maxHarm = '60s';
  return stringify({
    ...drill,
    sla: {...sla, grace: '2s'},
    vary: {names: vary.names},
  });
}

/** The log so far. */
function events() {
  const [run = ''] = readdirSync(join(cwd, 'runs'));
  const lines = readFileSync(join(cwd, 'runs', run, 'events.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.map(line => JSON.parse(line));
}

/** Waits until something is true; the drill takes less than three minutes in all. */
async function until(what, isTrue) {
  for (let tries = 0; tries < 1800; tries++) {
    if (await isTrue()) return;
    if (drill.exitCode !== null) break;
    await pause(100);
  }
  throw new Error(`${what} did not come. The drill says:\n${said}`);
}

function pause(ms) {
  return new Promise(done => setTimeout(done, ms));
}

/** Waits until an event has come whose fields are these. */
function happens(type, fields) {
  const isIt = event => event.type === type && Object.entries(fields).every(([key, value]) => event[key] === value);
  return until(`${type} ${JSON.stringify(fields)}`, () => events().some(isIt));
}

async function play(url, codes) {
  const post = async (path, body, token) => {
    const headers = {'content-type': 'application/json', ...(token && {authorization: `Bearer ${token}`})};
    const answer = await fetch(url + path, {method: 'POST', headers, body: JSON.stringify(body)});
    return {status: answer.status, body: await answer.json()};
  };
  const enters = async (role, name) => {
    const {body} = await post('/api/join', {code: codes.get(role), name, via: 'terminal'});
    secrets.push(body.token);
    const can = async (what, input = {}, expected = 200) => {
      const {status, body: told} = await post('/api/do', {id: crypto.randomUUID(), do: what, ...input}, body.token);
      if (status !== expected) throw new Error(`${name} ${what}: ${status} ${JSON.stringify(told)}`);
    };
    return Object.assign(can, {token: body.token});
  };
  const linda = await enters('facilitator', 'Linda Brandt');
  const cora = await enters('commander', 'Cora Keller');
  const rami = await enters('responder', 'Rami Osei');
  const petra = await enters('responder', 'Petra Lang');
  const kim = await enters('communications', 'Kim Nowak');
  const olga = await enters('observer', 'Olga Weiss');
  // While somebody listens, the room stays open after the end.
  await fetch(`${url}/api/events`, {headers: {authorization: `Bearer ${linda.token}`}});
  await olga('note', {text: 'Everybody is in the room; Rami Osei sits at the console.', staff: true});
  await until('the start', async () =>
    linda('start').then(
      () => true,
      () => false,
    ),
  );
  const [asRami, asPetra] = [await account(url, rami.token), await account(url, petra.token)];
  const namespaceOf = scenario =>
    events().find(e => e.type === 'scenario.started' && e.scenario === scenario).namespace;
  const bystanderIsUp = namespace => happens('harm.changed', {state: 'fine', bystander: `shop in ${namespace}`});

  // The first attack, as it should be: taken, declared, read, contained.
  await happens('alert.shown', {alert: 'A1'});
  await pause(2000);
  await rami('acknowledge', {alert: 'A1'});
  await rami('note', {text: 'DRILL: report-job asks what it may do, I have A1. Cora Keller, please declare.'});
  await pause(1500);
  await cora('declare', {severity: 'high', alerts: ['A1'], summary: 'A token of the build system is being tried out.'});
  await cora('state', {what: 'aware'});
  const first = namespaceOf('permission-enumeration');
  await bystanderIsUp(first);
  const account1 = `/api/v1/namespaces/${first}/serviceaccounts/report-job`;
  await asRami('GET', account1);
  await pause(500);
  await asRami('DELETE', account1);

  // The second one: the shop goes down, and the binding is deleted unread.
  await happens('inject.delivered', {inject: 'I2'});
  await rami('read', {inject: 'I2'});
  await happens('alert.shown', {alert: 'A2'});
  await pause(3000);
  await petra('acknowledge', {alert: 'A2'});
  await handIn(url, petra.token, 'Bindings before we touch them', 'A2');
  const second = namespaceOf('secrets-listed');
  await bystanderIsUp(second);
  await until('a hint', async () =>
    petra('hint', {alert: 'A2'}).then(
      () => true,
      () => false,
    ),
  );
  await asPetra('DELETE', `/apis/apps/v1/namespaces/${second}/deployments/shop`);
  await kim('notify', {clock: 'nis2-early-warning', fields: {'suspected-malicious': 'yes'}});
  await pause(2000);
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const bindings = await asPetra(
    'GET',
    `${rbac}/clusterrolebindings?labelSelector=kubedrill.dev%2Fscenario%3Dsecrets-listed`,
  );
  for (const {metadata} of bindings.items) await asPetra('DELETE', `${rbac}/clusterrolebindings/${metadata.name}`);
  await asPetra('PATCH', `/api/v1/namespaces/${second}/secrets/database`, {stringData: {password: 'recorded'}});
  await petra('tick', {procedure: 'stolen-credential', step: 'tell'});
  await olga('confirm', {procedure: 'stolen-credential', step: 'tell', done: true});

  await happens('inject.delivered', {inject: 'I4'});
  await rami('read', {inject: 'I4'});
  await linda('pause', {reason: 'fire alarm test, says Linda Brandt'});
  await pause(2000);
  await linda('resume');
  await linda('message', {to: ['responder'], text: 'DRILL: on we go.'});

  // The third one escalates, and nobody does anything about it.
  await happens('inject.delivered', {inject: 'I7'});
  await cora('read', {inject: 'I7'});
  await happens('inject.delivered', {inject: 'I8'});
  await pause(6000);
  const why = 'The shop must ship at eleven; Petra Lang checks the others by hand.';
  await cora('decide', {question: 'D1', choice: 'two', rationale: why});
  await happens('inject.delivered', {inject: 'I10'});
  await rami('read', {inject: 'I10'});
  await happens('inject.delivered', {inject: 'I11'});
  await pause(2000);
  await rami('answer', {question: 'Q1', answer: 'system:serviceaccount:default:wrong'});
  await pause(1000);
  await rami('answer', {question: 'Q1', answer: `system:serviceaccount:${second}:backup-agent`}, 429);
  await happens('inject.delivered', {inject: 'I12'});
  await kim('read', {inject: 'I12'});

  // Afterwards.
  await happens('inject.delivered', {inject: 'I16'});
  const sees = input => olga('observe', input);
  await sees({objective: 'O1', task: 'O1.1', rating: 'P', text: 'Rami Osei took the first alert within seconds.'});
  await sees({objective: 'O3', task: 'O3.1', rating: 'M', text: 'Petra stopped the shop, too.'});
  await linda('observe', {objective: 'O4', rating: 'S', text: 'One field of the warning was empty.'});
  await sees({inject: 'I7', text: 'The last alert had nobody who felt responsible.'});
  await linda('end', {reason: 'time is up'});
  const well = 'What went well?';
  await rami('survey', {question: well, score: 4, text: 'We talked. Thank you, Rami Osei.'});
  await kim('survey', {question: well, score: 3, text: 'Alerts came fast.'});
  await petra('survey', {question: 'What must change?', text: '=cmd()'});
  const label = 'Label what belongs to the shop, so that nobody deletes it';
  await rami('improve', {text: label, owner: 'Petra Lang', due: '2027-01-15', objective: 'O3'});
  await kim('improve', {text: '=1+1 a template for the NIS2 warning'});
  await linda('finish');
}

async function handIn(url, token, title, alert) {
  const path = `/api/evidence?id=${crypto.randomUUID()}&title=${encodeURIComponent(title)}&alert=${alert}`;
  const {status} = await fetch(url + path, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`},
    body: 'kind: ClusterRoleBinding\n',
  });
  if (status !== 201) throw new Error(`evidence: ${status}`);
}

/** Requests to the API server as somebody, through their own kubeconfig. */
async function account(url, token) {
  const config = await fetch(`${url}/api/kubeconfig`, {headers: {authorization: `Bearer ${token}`}});
  const {clusters, users} = parse(await config.text());
  const {server, 'certificate-authority-data': ca} = clusters[0].cluster;
  const bearer = users[0].user.token;
  secrets.push(bearer);
  return async (method, path, body) => {
    const headers = {authorization: `Bearer ${bearer}`, 'user-agent': 'kubectl/v1.34.4'};
    if (body) headers['content-type'] = 'application/strategic-merge-patch+json';
    const options = {method, headers, ...(ca && {ca: Buffer.from(ca, 'base64')})};
    const sent = request(new URL(path, server), options).end(body && JSON.stringify(body));
    const [response] = await once(sent, 'response');
    const text = Buffer.concat(await response.toArray()).toString();
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
    return JSON.parse(text);
  };
}

/** Takes the log over, unless it tells a secret or where it was recorded. */
function keep() {
  const [run] = readdirSync(join(cwd, 'runs'));
  const log = join(cwd, 'runs', run, 'events.ndjson');
  const text = readFileSync(log, 'utf8');
  for (const secret of [...secrets, cwd, 'eyJhbGciOi'])
    if (text.includes(secret)) throw new Error('the log tells a secret');
  mkdirSync(join(FIXTURE, '..'), {recursive: true});
  copyFileSync(log, FIXTURE);
  const scenarios = events().flatMap(e => (e.type === 'scenario.judged' ? `${e.scenario} ${e.verdict}` : []));
  process.stdout.write(`${FIXTURE}: ${events().length} events; ${scenarios.join(', ')}\n`);
}
