import {expect, test} from 'vitest';
import {ALL_ARRIVED, coverageOf, drillCluster} from './coverage-run.js';
import {lab} from './lab.js';
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
  const {code, result, states, stderr, of} = await covered({}, '60s');
  expect(states, stderr).toEqual(ALL_ARRIVED);
  for (const log of ['containers', 'nodes', 'audit', 'events']) {
    expect(of(log)).toMatchObject({written: 1000, lost: 0, source: {seen: 1000}, store: {seen: 1000, duplicates: 0}});
  }
  expect(of('pods')?.attributes).toEqual({namespace: 'field', pod: 'field', container: 'field', label: 'absent'});
  expect(result.left).toEqual([]);
  expect(code).toBe(0);
}, 600_000);

test('a shipper that drops every tenth line, splits long ones and reads no journal is found out in each', async () => {
  const faults = {dropsEveryTenth: true, knowsNothingOfKubernetes: true, withoutJournal: true};
  const {code, stderr, of} = await covered(faults, '20s');
  expect(of('containers'), stderr).toMatchObject({
    ...{state: 'lossy', written: 1000, lost: 100, pattern: 'every 10th'},
    store: {seen: 900, duplicates: 0},
  });
  expect(of('pods')).toMatchObject({
    ...{state: 'lossy', lost: 0, reason: 'a line of more than 16 KiB came in pieces'},
    attributes: {namespace: 'text', pod: 'text', container: 'text', label: 'absent'},
  });
  expect(of('nodes')).toMatchObject({state: 'missing', store: {seen: 0}});
  expect(of('audit')).toMatchObject({state: 'arrived', lost: 0});
  expect(code).toBe(1);
}, 600_000);
