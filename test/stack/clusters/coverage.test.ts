import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readJournal} from '../../../src/run/journal/read.js';
import {lab} from '../lab.js';
import {coverageOf, drillCluster, EVERY_FAULT, expectAllArrived, expectFaultsFound} from './coverage-run.js';
import type {ShipperFaults} from './node-logs.js';
import {shipFrom} from './node-shipper.js';

const NAME = drillCluster();

/** The program on that cluster, with everything shipped to the lab's OpenSearch by a shipper that has these faults. */
async function covered(faults: ShipperFaults, within: string) {
  const index = await shipFrom(`${NAME}-control-plane`, faults);
  return coverageOf(
    NAME,
    within,
    `title: Lab
sources:
  - { type: elasticsearch, url: "${lab('LAB_OPENSEARCH')}", index: k8s-audit }
logs:
  containers: { in: elasticsearch, index: ${index.containers}, field: message }
  nodes: { in: elasticsearch, index: ${index.nodes} }
  events: { in: elasticsearch, index: ${index.events} }
`,
  );
}

test('six log sources of a real cluster through real shippers into a real store: all arrive, and nothing is left', async () => {
  const whole = await covered({}, '60s');
  expectAllArrived(whole);
  const {cwd} = whole;
  const [run = ''] = readdirSync(join(cwd, 'runs'));
  expect(existsSync(join(cwd, 'runs', run, 'coverage.json'))).toBe(true);
  expect(readJournal(join(cwd, 'runs', run, 'journal.ndjson'))).toBeUndefined();
}, 600_000);

test('a shipper that drops every tenth line, splits long ones and reads no journal is found out in each', async () => {
  // What never comes is waited for twice as long.
  const faulty = await covered(EVERY_FAULT, '20s');
  expectFaultsFound(faulty);
  const {of} = faulty;
  expect(of('nodes')).toMatchObject({
    state: 'missing',
    source: {where: `the journal of ${NAME}-control-plane`, seen: 1000},
    next: [expect.stringContaining('/var/log/journal'), expect.any(String)],
  });
  expect(of('control-plane')).toMatchObject({state: 'arrived', lost: 0});
}, 600_000);
