import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster} from '../../src/cluster/cluster.js';
import {openKind} from '../../src/cluster/kind/open.js';
import type {CoverageResult} from '../../src/coverage/result.js';
import {readJournal} from '../../src/drill/journal.js';
import {realClock} from '../../src/lib/clock.js';
import {start} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {lab, uniqueName} from './lab.js';
import {type ShipperFaults, shipFrom} from './node-shipper.js';

/** A cluster of these tests' own; the program runs on it with `--reuse`. */
const {KUBEDRILL_NODE_IMAGE} = process.env;
const NAME = uniqueName('kubedrill-coverage');
const home = mkdtempSync(join(tmpdir(), 'kubedrill-coverage-'));
let own: Cluster | undefined;

beforeAll(async () => {
  own = await openKind({
    request: {
      ...{kind: 'kind', keep: false, kindConfig: 'kind-config.yaml'},
      ...(KUBEDRILL_NODE_IMAGE !== undefined && {nodeImage: KUBEDRILL_NODE_IMAGE}),
    },
    ...{name: NAME, dir: home, clock: realClock, onPhase: () => {}, env: process.env},
    signal: new AbortController().signal,
  });
}, 600_000);

afterAll(async () => {
  await own?.release();
  rmSync(home, {recursive: true, force: true});
});

/** The program on that cluster, with everything shipped to the lab's OpenSearch by a shipper that has these faults. */
async function covered(faults: ShipperFaults, within: string) {
  const index = await shipFrom(`${NAME}-control-plane`, faults);
  const stack = tempFile(
    'stack.yaml',
    `title: Lab
sources:
  - { type: elasticsearch, url: "${lab('LAB_OPENSEARCH')}", index: k8s-audit }
logs:
  containers: { in: elasticsearch, index: ${index.containers}, field: message }
  nodes: { in: elasticsearch, index: ${index.nodes} }
  events: { in: elasticsearch, index: ${index.events} }
`,
  );
  const cwd = tempDir();
  const argv = ['coverage', '--stack', stack, '--reuse', NAME, '--within', within, '--json'];
  const {code, stdout, stderr} = await start(argv, {cwd, env: process.env}).done;
  if (!stdout) throw new Error(stderr);
  const result = JSON.parse(stdout) as CoverageResult;
  const states = Object.fromEntries(result.logs.map(trace => [trace.log, trace.state]));
  return {code, result, states, stderr, cwd, of: (log: string) => result.logs.find(trace => trace.log === log)};
}

test('six log sources of a real cluster through real shippers into a real store: all arrive, and nothing is left', async () => {
  const {code, result, states, stderr, of, cwd} = await covered({}, '60s');
  expect(states, stderr).toEqual({
    ...{containers: 'arrived', pods: 'arrived', nodes: 'arrived', 'control-plane': 'arrived'},
    ...{audit: 'arrived', events: 'arrived'},
  });
  for (const log of ['containers', 'nodes', 'audit', 'events']) {
    expect(of(log)).toMatchObject({written: 1000, lost: 0, source: {seen: 1000}, store: {seen: 1000, duplicates: 0}});
  }
  expect(of('pods')?.attributes).toEqual({namespace: 'field', pod: 'field', container: 'field', label: 'absent'});
  expect(result.left).toEqual([]);
  expect(code).toBe(0);
  const [run = ''] = readdirSync(join(cwd, 'runs'));
  expect(existsSync(join(cwd, 'runs', run, 'coverage.json'))).toBe(true);
  expect(readJournal(join(cwd, 'runs', run, 'journal.ndjson'))).toBeUndefined();
}, 600_000);

test('a shipper that drops every tenth line, splits long ones and reads no journal is found out in each', async () => {
  const faults = {dropsEveryTenth: true, knowsNothingOfKubernetes: true, withoutJournal: true};
  // What never comes is waited for twice as long.
  const {code, stderr, of} = await covered(faults, '20s');
  expect(of('containers'), stderr).toMatchObject({
    ...{state: 'lossy', written: 1000, lost: 100, pattern: 'every 10th'},
    source: {seen: 1000},
    store: {seen: 900, duplicates: 0},
  });
  expect(of('pods')).toMatchObject({
    ...{state: 'lossy', lost: 0, reason: 'a line of more than 16 KiB came in pieces'},
    attributes: {namespace: 'text', pod: 'text', container: 'text', label: 'absent'},
  });
  expect(of('nodes')).toMatchObject({
    state: 'missing',
    source: {where: `the journal of ${NAME}-control-plane`, seen: 1000},
    next: [expect.stringContaining('/var/log/journal'), expect.any(String)],
  });
  expect(of('control-plane')).toMatchObject({state: 'arrived', lost: 0});
  expect(code).toBe(1);
}, 600_000);
