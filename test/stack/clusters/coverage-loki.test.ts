import {expect, test} from 'vitest';
import {lab} from '../lab.js';
import {coverageOf, drillCluster, EVERY_FAULT, expectAllArrived, expectFaultsFound} from './coverage-run.js';
import {shipToLoki} from './loki-shipper.js';
import type {ShipperFaults} from './node-logs.js';

const NAME = drillCluster();

/** The program on that cluster, with everything shipped to the lab's Loki by a shipper that has these faults. */
function covered(faults: ShipperFaults, within: string) {
  const url = lab('LAB_LOKI');
  const query = shipToLoki(url, `${NAME}-control-plane`, faults);
  return coverageOf(
    NAME,
    within,
    `title: Lab
sources:
  - { type: loki, url: "${url}", query: '${query.audit}' }
logs:
  containers: { in: loki, query: '${query.containers}' }
  nodes: { in: loki, query: '${query.nodes}' }
  events: { in: loki, query: '${query.events}' }
`,
  );
}

test('six log sources of a real cluster through a shipper into a real Loki: all arrive', async () => {
  expectAllArrived(await covered({}, '60s'));
}, 600_000);

test('a shipper that drops every tenth line, splits long ones and reads no journal is found out in each', async () => {
  const faulty = await covered(EVERY_FAULT, '20s');
  expectFaultsFound(faulty);
  expect(faulty.of('nodes')).toMatchObject({store: {seen: 0}});
  expect(faulty.of('audit')).toMatchObject({state: 'arrived', lost: 0});
}, 600_000);
