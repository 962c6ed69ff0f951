// A class of thirty teams on one machine, played by scripted students: how soon every kubeconfig answers, how long
// reads, resets and the board take meanwhile, and what it costs. `node bench/workshop.js [teams] [layout]`, after
// `npm run build`. With kubectl on PATH it asks; else the page's own shell does.
import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';

const [teams = '30', layout = 'simulated'] = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-workshop-'));
const run = promisify(execFile);
const hasKubectl = await run('kubectl', ['version', '--client']).then(
  () => true,
  () => false,
);
const DRILL = `
title: Bench
description: Thirty teams contain one attack.
scenarios: [cluster-admin-bound]
levels: [{id: L1, title: One, tasks: [{acknowledged: cluster-admin-bound}, {contained: cluster-admin-bound}]}]
`;
writeFileSync(join(dir, 'drill.yaml'), DRILL);
const begunAt = performance.now();
const seconds = (since = begunAt) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const bin = join(import.meta.dirname, '..', 'src', 'bin.js');
const argv = ['workshop', 'drill.yaml', '--teams', teams, '--on', layout, '--listen', '127.0.0.1:0', '--no-color'];
const child = spawn(process.execPath, [bin, ...argv], {cwd: dir, stdio: ['ignore', 'ignore', 'pipe']});
let said = '';
child.stderr.on('data', data => {
  said += data;
});
const ended = new Promise(resolve => child.on('exit', resolve));
// Clusters are given back whatever happens here.
process.on('uncaughtException', async error => {
  console.error(error, said.split('\n').slice(-15).join('\n'));
  child.kill('SIGINT');
  await ended;
  process.exit(1);
});

async function until(what, holds, {ms = 300_000, every = 50} = {}) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > end || child.exitCode !== null) throw new Error(`${what} did not happen\n${said}`);
    await new Promise(resolve => setTimeout(resolve, every));
  }
}

const links = await until('links', () => {
  const found = [...said.matchAll(/^ {2}(\S+) +(http\S+)\/#j=(\S+)$/gm)];
  return found.length >= Number(teams) + 2 && found;
});
const url = links[0][2];

/** Waits where the server says that it is too much at once, as a page does. */
async function ask(path, token, body) {
  for (;;) {
    const response = await fetch(url + path, {
      method: body ? 'POST' : 'GET',
      headers: {authorization: `Bearer ${token}`, ...(body && {'content-type': 'application/json'})},
      ...(body && {body: JSON.stringify(body)}),
    });
    const text = await response.text();
    if (response.status !== 429) return {status: response.status, text, json: () => JSON.parse(text)};
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}
const joins = async (who, code) => (await ask('/api/join', '', {code, name: who, via: 'terminal'})).json().token;
const does = (token, what, input = {}) => ask('/api/do', token, {id: crypto.randomUUID(), do: what, ...input});

const trainer = await joins('trainer', links.find(([, who]) => who === 'trainer')[3]);
const codes = links.filter(([, who]) => who !== 'trainer' && who !== 'board');
const students = await Promise.all(
  codes.map(async ([, who, , code]) => ({who, token: await joins(`student-${who}`, code)})),
);
console.log(`${teams} teams on ${layout}, ${hasKubectl ? 'with kubectl' : 'without kubectl'}`);
console.log(`students joined after           ${seconds()}`);

/** kubectl as a student has it. */
async function kubectl({who, token}, ...args) {
  if (!hasKubectl) return (await ask('/api/kubectl', token, {line: args.join(' ')})).json().text;
  return (await run('kubectl', [`--kubeconfig=${join(dir, who)}`, ...args])).stdout;
}

for (const student of students) {
  const config = await until('a kubeconfig', async () => {
    const answer = await ask('/api/kubeconfig', student.token);
    return answer.status === 200 && answer.text;
  });
  writeFileSync(join(dir, student.who), config, {mode: 0o600});
}
console.log(`every team has its kubeconfig   ${seconds()}`);
const first = await ask('/api/kubectl', students.at(-1).token, {line: 'get ns'});
if (!first.json().ok) throw new Error(first.text);
console.log(`the last cluster answers after  ${seconds()}`);

const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
/** Processor time of the server, in seconds. */
const cpu = () => {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
console.log(`memory before the start         ${memory().toFixed(0)} MB`);

await until('the start', async () => (await does(trainer, 'start')).status === 200);
const startedAt = performance.now();
/** The namespace of a team's attack: on a shared cluster a student sees those of all. */
const namespaceOf = who => {
  const [run = ''] = readdirSync(join(dir, 'runs'));
  const log = readFileSync(join(dir, 'runs', run, 'teams', who, 'events.ndjson'), 'utf8');
  // A set-up that is not over is no attack.
  if (!/"phase":"respond"/.test(log)) return undefined;
  return [...log.matchAll(/"scenario.started".*"namespace":"(kd-\w+)"/g)].at(-1)?.[1];
};
const attacked = students.map(async student => ({
  ...student,
  name: await until('an attack', () => namespaceOf(student.who), {every: 1000}),
}));
const under = await Promise.all(attacked);
console.log(`every team is attacked after    ${seconds(startedAt)}`);
const idle = cpu();
const idleAt = performance.now();
await new Promise(resolve => setTimeout(resolve, 10_000));
const share = ((cpu() - idle) / ((performance.now() - idleAt) / 1000)) * 100;
console.log(`while nobody does anything      ${share.toFixed(0)} % of a core, ${memory().toFixed(0)} MB`);

const one = await (async () => {
  const at = performance.now();
  await does(trainer, 'reset', {team: under[0].who});
  await until('a reset', () => namespaceOf(under[0].who) !== under[0].name);
  return seconds(at);
})();
console.log(`a team is attacked anew in      ${one}`);

const solvedAt = performance.now();
const took = [];
await Promise.all(
  under.slice(1).map(async student => {
    const at = performance.now();
    await does(student.token, 'acknowledge', {alert: 'A1'});
    await kubectl(student, 'delete', 'serviceaccount', 'tenant-operator', '-n', student.name);
    await kubectl(student, 'delete', 'clusterrolebinding', `${student.name}-root`);
    await until('L1.2', () => said.includes(`${student.who} has solved L1.2`));
    took.push((performance.now() - at) / 1000);
  }),
);
took.sort((a, b) => a - b);
console.log(
  `contained by all, ten seconds of holding included: ${seconds(solvedAt)}; median ${took[took.length >> 1].toFixed(1)} s`,
);
console.log(`memory at its highest           ${peak().toFixed(0)} MB; ${cpu().toFixed(1)} s of processor time`);
await does(trainer, 'end');
const endedAt = performance.now();
await does(trainer, 'finish');
await ended;
console.log(`everything given back in        ${seconds(endedAt)}`);
rmSync(dir, {recursive: true, force: true});
