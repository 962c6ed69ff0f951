// Time and requests of a poll on Elasticsearch or OpenSearch, as the store grows: the core drill on the simulated
// cluster, whose audit log is shipped into an index that holds 10 k, 100 k and 1 M records of other requests.
//
//   LAB_OPENSEARCH=http://127.0.0.1:9201 node bench/store.js [--sizes 10000,100000,1000000]
//
// The index is the bench's own, and is deleted at the end, also when it is interrupted. Loading a million records takes
// some seven minutes on two cores. Figures of OpenSearch 2.19 on two cores of an AMD EPYC, Node 24.21, others at work:
//
//     records   polls  other requests  median ms  p95 ms  floor ms  KB/poll  collected
//       10000      24               3        6.5    24.2       2.1      4.4     6 of 6
//      100000      24               3       10.3    34.9       1.3      4.4     6 of 6
//     1000000      26               3        8.0    27.5       1.0      4.0     6 of 6     1 M / 10 k: 1.23
import {randomBytes, randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {built, machine, recordedLines, spread} from './lib.js';

const {openSimulated} = await built('cluster/simulated/open.js');
const {DrillControl} = await built('drill/control.js');
const {runEngine} = await built('drill/engine.js');
const {Journal} = await built('run/journal/journal.js');
const {makePlan} = await built('drill/plan/plan.js');
const {Stopwatch} = await built('run/stopwatch.js');
const {EventLog} = await built('events/log.js');
const {realClock} = await built('lib/clock.js');
const {loadDrill, loadScenarios, resolveScenarios} = await built('scenario/load.js');
const {loadRules} = await built('sigma/load/load.js');
const {SOURCE_TYPES} = await built('sources/registry.js');

const {values} = parseArgs({options: {sizes: {type: 'string', default: '10000,100000,1000000'}}});
const target = process.env.LAB_OPENSEARCH;
if (!target) throw new Error('LAB_OPENSEARCH is not set: it says where OpenSearch or Elasticsearch is');
const sizes = values.sizes.split(',').map(Number);
const index = `kubedrill-bench-${randomBytes(4).toString('hex')}`;
const CORE = [
  'secrets-listed',
  'privileged-pod',
  'cluster-admin-bound',
  'escalating-role',
  'pod-exec',
  'invalid-credential-burst',
];
const recorded = recordedLines().map(line => JSON.parse(line));
/** Records are of the last hour: some of them are inside of the time that a run asks for. */
const HOUR_MS = 3_600_000;

async function call(method, path, body) {
  const ndjson = typeof body === 'string';
  const response = await fetch(`${target}/${path}`, {
    method,
    ...(body !== undefined && {headers: {'Content-Type': ndjson ? 'application/x-ndjson' : 'application/json'}}),
    ...(body !== undefined && {body: ndjson ? body : JSON.stringify(body)}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  return response.json();
}

async function makeIndex() {
  const {version} = await call('GET', '');
  const flat = {type: version.distribution === 'opensearch' ? 'flat_object' : 'flattened'};
  const mappings = {properties: {requestObject: flat, responseObject: flat, annotations: flat}};
  await call('PUT', index, {settings: {number_of_replicas: 0, refresh_interval: '1s'}, mappings});
}

const bulkOf = documents => documents.map(document => `{"index":{}}\n${JSON.stringify(document)}\n`).join('');

async function growTo(size, from) {
  for (let at = from; at < size; ) {
    const documents = [];
    for (; documents.length < 2000 && at < size; at++) {
      const time = new Date(Date.now() - Math.random() * HOUR_MS).toISOString();
      documents.push({
        ...recorded[at % recorded.length],
        auditID: randomUUID(),
        stageTimestamp: time,
        '@timestamp': time,
      });
    }
    await call('POST', `${index}/_bulk`, bulkOf(documents));
  }
  await call('POST', `${index}/_refresh`);
  await settled();
}

/** The store goes on merging for a while after so many writes, which has nothing to do with its size. */
async function settled() {
  for (let waited = 0; waited < 120; waited++) {
    const {indices} = await call('GET', `${index}/_stats/merge`);
    if (!indices[index].total.merges.current) return;
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

/** What any answer of the store costs at the moment: the machine may be busy with other things. */
async function floor() {
  const taken = [];
  for (let i = 0; i < 40; i++) {
    const from = performance.now();
    await call('GET', '');
    taken.push(performance.now() - from);
  }
  return spread(taken).median;
}

/** Hands requests on and takes the time of each. */
async function stopwatch() {
  const taken = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const from = performance.now();
    const answer = await fetch(target + request.url, {
      method: request.method,
      ...(body.length && {headers: {'Content-Type': 'application/json'}, body}),
    });
    const text = await answer.text();
    taken.push({path: request.url, ms: performance.now() - from, bytes: text.length});
    response.writeHead(answer.status, {'Content-Type': 'application/json'}).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    taken,
    close: () => server.closeAllConnections() ?? server.close(),
  };
}

/** The core drill, its audit log shipped into the index. */
async function drill(url) {
  const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
  const opened = await openSimulated({
    request: {kind: 'simulated', keep: false, kindConfig: ''},
    ...{name: 'bench', dir, clock: realClock, onPhase: () => {}, signal: new AbortController().signal, env: {}},
  });
  const ship = lines => {
    const documents = lines.map(line => JSON.parse(line)).map(e => ({...e, '@timestamp': e.requestReceivedTimestamp}));
    call('POST', `${index}/_bulk`, bulkOf(documents)).catch(error => console.error(error.message));
  };
  const follow = (onLines, onState, signal) => {
    const both = lines => {
      ship(lines);
      onLines(lines);
    };
    return opened.auditLog.follow(both, onState, signal);
  };
  const config = {type: 'elasticsearch', url, index, every: '100ms'};
  const stack = {
    ...{file: '', title: 'bench', sla: {}, secret: () => undefined, text: () => ''},
    sources: [
      {...SOURCE_TYPES.elasticsearch.schema.parse(config), id: 'store'},
      {type: 'rules', id: 'rules'},
    ],
  };
  const scenarios = resolveScenarios(CORE, loadScenarios().scenarios);
  const coverage = {stages: new Set(['audited', 'collected', 'alerted']), sla: {}};
  const log = new EventLog(realClock);
  try {
    await runEngine({
      plan: makePlan(loadDrill('core'), scenarios, {slaMs: 30_000, graceMs: 1000}, {coverage}),
      cluster: {...opened, auditLog: {follow}},
      ...{
        clock: realClock,
        log,
        stack,
        anyRule: false,
        control: new DrillControl(),
        watch: new Stopwatch(realClock),
        abort: new AbortController().signal,
      },
      journal: new Journal(join(dir, 'journal.ndjson')),
      rules: loadRules(['rules']).set,
    });
  } finally {
    await opened.release();
    rmSync(dir, {recursive: true, force: true});
  }
  const collected = log.events.filter(e => e.type === 'expectation.settled' && e.stage === 'collected');
  return {seen: collected.filter(e => e.state === 'seen').length, of: collected.length};
}

const column = (value, width) => String(value).padStart(width);

async function measure() {
  await makeIndex();
  console.log(machine());
  console.log('  records   polls  other requests  median ms  p95 ms  floor ms  KB/poll  collected');
  const medians = [];
  let from = 0;
  for (const size of sizes) {
    await growTo(size, from);
    from = size;
    const watch = await stopwatch();
    const {seen, of} = await drill(watch.url);
    watch.close();
    const polls = watch.taken.filter(t => /\/_search\?/.test(t.path));
    const times = polls.map(t => t.ms);
    const {median, p95} = spread(times);
    medians.push(median);
    const kb = polls.reduce((sum, t) => sum + t.bytes, 0) / polls.length / 1024;
    console.log(
      column(size, 9),
      column(polls.length, 7),
      column(watch.taken.length - polls.length, 15),
      column(median.toFixed(1), 10),
      column(p95.toFixed(1), 7),
      column((await floor()).toFixed(1), 9),
      column(kb.toFixed(1), 8),
      column(`${seen} of ${of}`, 10),
    );
  }
  const ratio = medians.at(-1) / medians[0];
  console.log(`\nmedian poll at ${sizes.at(-1)} records / at ${sizes[0]}: ${ratio.toFixed(2)}`);
}

const interrupted = new Promise((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error(`stopped by ${signal}`)));
});
try {
  await Promise.race([measure(), interrupted]);
} finally {
  await call('DELETE', index).catch(() => {});
}
process.exit(0);
