import {copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {parseDocument} from 'yaml';
import type {Cluster} from '../../../src/cluster/cluster.js';
import {openCluster} from '../../../src/cluster/open.js';
import {realClock} from '../../../src/lib/clock.js';
import {figuresTable, sharesTable} from '../../../src/report/link-tables.js';
import {linkTimes} from '../../../src/view/link-times.js';
import {type Drilled, drillOn} from '../../helpers/drill.js';
import {never} from '../../helpers/source.js';
import {stackOf} from '../../helpers/stack.js';
import {tempDir} from '../../helpers/temp.js';
import {lab, uniqueName} from '../lab.js';

/** The core drill, and the escalation that goes through: what is refused needs no alert. */
const CORE = [
  ...['secrets-listed', 'privileged-pod', 'cluster-admin-bound', 'escalating-role'],
  ...['pod-exec', 'invalid-credential-burst', 'escalating-role:granted'],
];

/** A kind cluster of the test's own whose audit log lies on this machine, too, as a shipper there reads it. */
export async function clusterWithLog(): Promise<{cluster: Cluster; log: string}> {
  const dir = tempDir();
  const logs = join(dir, 'log');
  mkdirSync(logs);
  const config = parseDocument(readFileSync('kind-config.yaml', 'utf8'));
  config.addIn(['nodes', 0, 'extraMounts'], {hostPath: logs, containerPath: '/var/log/kubernetes'});
  const kindConfig = join(dir, 'kind-config.yaml');
  writeFileSync(kindConfig, config.toString());
  copyFileSync('audit-policy.yaml', join(dir, 'audit-policy.yaml'));
  const cluster = await openCluster('kind', {
    request: {
      kind: 'kind',
      keep: false,
      nodeImage: lab('KUBEDRILL_NODE_IMAGE'),
      kindConfig,
    },
    ...{name: uniqueName('kubedrill-chain'), dir, clock: realClock, onPhase: () => {}, signal: never},
    env: process.env,
  });
  // Also when the test is cut off.
  onTestFinished(() => cluster.release().then(() => {}));
  return {cluster, log: join(logs, 'audit.log')};
}

/** Runs the core drill on a cluster and a stack. */
export const coreDrill = (cluster: Cluster, sources: readonly string[]): Promise<Drilled> =>
  drillOn(cluster, CORE, {
    clock: realClock,
    settings: {slaMs: 120_000, graceMs: 5000, parallel: 3},
    stack: stackOf(sources),
  });

/** Asserts that every attack was followed through each link by its own source, with the time that each took. */
export function expectFollowed({error, view, events}: Drilled, {collected, alerted}: Record<string, string>): void {
  expect(error).toBeUndefined();
  expect(Object.fromEntries(view.scenarios.map(s => [s.plan.id, s.verdict]))).toEqual({
    'secrets-listed': 'detected',
    'privileged-pod': 'detected',
    'cluster-admin-bound': 'detected',
    'escalating-role': 'prevented',
    'pod-exec': 'detected',
    'invalid-credential-burst': 'detected',
    'escalating-role:granted': 'detected',
  });
  const seen = events.flatMap(e =>
    e.type === 'expectation.settled' && e.state === 'seen' ? [`${e.scenario} ${e.stage} by ${e.source}`] : [],
  );
  for (const scenario of view.scenarios.filter(s => s.verdict === 'detected')) {
    const links = {audited: 'audit-log', collected, alerted};
    expect(seen).toEqual(
      expect.arrayContaining(Object.entries(links).map(([stage, by]) => `${scenario.plan.id} ${stage} by ${by}`)),
    );
    expect(linkTimes(scenario).map(link => link.stage)).toEqual(['audited', 'collected', 'alerted']);
  }
  for (const table of [figuresTable(view), sharesTable(view)]) {
    // What a reader of the log wants to know of a run on real servers.
    console.log([table.head, ...table.rows].map(row => row.join(' | ')).join('\n'));
  }
}
